/**
 * Whether the server that took a mail believes that its sender is who the From line says (RFC 8601). `headers` are the
 * mail's Authentication-Results lines, the newest first: only the first is that server's own, for whoever sends a mail
 * can write such lines into it. Without one, as inside of one organisation, nothing speaks against the sender.
 */
export function isAuthentic(headers: string): boolean {
  const unfolded = headers.replace(/\r?\n[ \t]+/g, ' ')
  const [, results] = /^authentication-results:(.*)$/im.exec(unfolded) ?? []
  if (results === undefined) return true
  const verdict = (method: string) =>
    new RegExp(`(?:^|[;\\s])${method}\\s*=\\s*([a-z]+)`, 'i').exec(results)?.[1]?.toLowerCase()
  const dmarc = verdict('dmarc')
  // DMARC judges the From line itself; where the sender has no such rule, SPF or DKIM must not both have failed.
  if (dmarc === 'pass' || dmarc === 'fail') return dmarc === 'pass'
  return verdict('dkim') === 'pass' || !['fail', 'softfail'].includes(verdict('spf') ?? 'none')
}
