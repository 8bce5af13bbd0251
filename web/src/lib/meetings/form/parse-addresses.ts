/** Mail addresses as people paste them: "Ana Pop <ana@x.ro>; dan@y.ro, …". What is no address is given back as it was. */
export type TypedAddress = { email: string; name?: string }

const plain = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/

/** At commas, semicolons and line ends, but not within a quoted name (RFC 5322 §3.2.4): `"Pop, Ana" <ana@x.ro>`. */
function apart(text: string): string[] {
  // An odd quotation mark opens nothing that ends.
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) return text.split(/[,;\n\t]+/)
  return text.match(/(?:"[^"]*"|[^",;\n\t])+/g) ?? []
}

export function parseAddresses(text: string): { found: TypedAddress[]; rest: string } {
  const found: TypedAddress[] = []
  const rest: string[] = []
  for (const part of apart(text).map((one) => one.trim())) {
    if (!part) continue
    const named = /^(.*?)\s*<([^<>]+)>$/.exec(part)
    const email = (named?.[2] ?? part).trim().toLowerCase()
    const name = named?.[1]?.replace(/^["']|["']$/g, '').trim()
    if (!plain.test(email)) rest.push(part)
    else if (!found.some((one) => one.email === email)) found.push({ email, ...(name && { name }) })
  }
  return { found, rest: rest.join(', ') }
}
