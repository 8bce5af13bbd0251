/** Whose word about addresses is believed, at every door: requests, sockets and metrics. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'

export type TrustedProxies = {
  trusts(address: string): boolean
  /** Where a request comes from: the last address in `X-Forwarded-For` that no proxy of ours has written. */
  clientOf(request: IncomingMessage): string
}

/** `proxies` as in TRUSTED_PROXIES: addresses, CIDR blocks, `loopback`. */
export function trustProxies(proxies: readonly string[]): TrustedProxies {
  const list = new BlockList()
  for (const proxy of proxies) add(list, proxy)
  // There is one proxy, or a few, and it is asked about at each request.
  let lastTrusted = ''
  const trusts = (address: string) => {
    if (address === lastTrusted) return address !== ''
    const found = isIP(address) !== 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
    if (found) lastTrusted = address
    return found
  }
  return {
    trusts,
    clientOf({ headers, socket }) {
      const nearest = plain(socket.remoteAddress ?? '')
      const told = String(headers['x-forwarded-for'] ?? '').split(',')
      const path = [
        ...told.map((address) => plain(address.trim())).filter((address) => address !== ''),
        nearest,
      ]
      return path.findLast((address, index) => index === 0 || !trusts(address)) ?? nearest
    },
  }
}

/** The address of a direct neighbour, as IPv4 where it is one. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

function add(list: BlockList, proxy: string): void {
  if (proxy === 'loopback') {
    list.addSubnet('127.0.0.0', 8, 'ipv4')
    list.addAddress('::1', 'ipv6')
    return
  }
  const [address = '', bits] = proxy.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(bits), family)
}
