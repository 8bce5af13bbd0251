/** Where to go after signing in: a page of ours, or Today. Anything that could lead to another site is not followed. */
export function returnAddress(asked: string | null): string {
  if (!asked?.startsWith('/') || asked.startsWith('//') || asked.includes('\\')) return '/'
  const origin = 'https://here.invalid'
  const target = URL.parse(asked, origin)
  // What answers programs is no page, and going there could sign somebody out.
  if (target?.origin !== origin || target.pathname.startsWith('/api/')) return '/'
  return target.pathname + target.search + target.hash
}
