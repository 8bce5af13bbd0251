/**
 * Where webhooks may go. An administrator of the product says an address, and the server opens it from within its own
 * network: whatever is not plainly the public internet is refused, unless whoever runs the server allows it by name.
 */
import { BlockList, isIP } from 'node:net'

/** Not for anybody on the internet (IANA special-purpose registries, RFC 6890). Of IPv6 only 2000::/3 is given out at all. */
const special4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]
/** Within it, those that lead back to IPv4 or are only for books. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']
const loopback = ['127.0.0.0/8', '::1/128']

export type WebhookAddresses = {
  /** Whether something may be sent to this address. */
  mayGoTo(address: string): boolean
  /** Whether a host, as it stands in a URL, is this machine itself, and allowed. */
  mayBePlain(hostname: string): boolean
  /** Whether a host, as it stands in a URL, is an address and not allowed. */
  isRefused(hostname: string): boolean
}

/** `allowed`: addresses and CIDR blocks beside the public ones, or `loopback`. */
export function webhookAddresses(allowed: readonly string[]): WebhookAddresses {
  const special = blocks([...special4, ...special6])
  const given = blocks([])
  const permitted = blocks(allowed.flatMap((each) => (each === 'loopback' ? loopback : each)))
  given.addSubnet('2000::', 3, 'ipv6')
  const own = blocks(loopback)

  const mayGoTo = (address: string): boolean => {
    const family = isIP(address)
    if (family === 0) return false
    const kind = family === 4 ? 'ipv4' : 'ipv6'
    // Node takes ::ffff:10.0.0.1 for 10.0.0.1 where it is checked against rules for IPv4, and so does the connection.
    if (permitted.check(address, kind)) return true
    return !special.check(address, kind) && (family === 4 || given.check(address, 'ipv6'))
  }
  const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '')
  return {
    mayGoTo,
    mayBePlain: (hostname) => {
      const host = bare(hostname)
      if (host === 'localhost') return mayGoTo('127.0.0.1') || mayGoTo('::1')
      const family = isIP(host)
      return family !== 0 && own.check(host, family === 4 ? 'ipv4' : 'ipv6') && mayGoTo(host)
    },
    isRefused: (hostname) => isIP(bare(hostname)) !== 0 && !mayGoTo(bare(hostname)),
  }
}

function blocks(list: readonly string[]): BlockList {
  const made = new BlockList()
  for (const each of list) {
    const [address = '', bits] = each.split('/')
    const kind = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) made.addAddress(address, kind)
    else made.addSubnet(address, Number(bits), kind)
  }
  return made
}
