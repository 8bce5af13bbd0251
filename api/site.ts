import { isLoopback } from './config.ts'

/** The product's own address, as browsers see it. */
export type Site = {
  /** The origin, e.g. `https://sfat.example.ro`. */
  url: string
  /** Behind TLS: cookies are `Secure`, and browsers are told to stay on https. */
  secure: boolean
  /** Whether a page of this origin is ours. */
  isOwn(origin: string): boolean
}

/** On one's own machine `localhost`, `127.0.0.1` and `[::1]` are the same place, so any of them is ours. */
export function createSite(publicUrl: string): Site {
  const own = new URL(publicUrl)
  const local = isLoopback(own.hostname)
  return {
    url: own.origin,
    secure: own.protocol === 'https:',
    isOwn(origin) {
      if (origin === own.origin) return true
      const other = local ? URL.parse(origin) : null
      return (
        other !== null &&
        isLoopback(other.hostname) &&
        other.protocol === own.protocol &&
        other.port === own.port &&
        other.origin === origin
      )
    },
  }
}
