/**
 * One request to somebody else's server. Its name is looked up here, all that it leads to is held against what is allowed, and
 * the connection goes to an address that was looked at: a name that leads elsewhere a moment later leads nowhere. Its
 * certificate must be of that name and of an authority that Node.js knows. Nothing is followed, and of the answer only the
 * status counts.
 */
import { lookup as lookUpName } from 'node:dns/promises'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { isIP } from 'node:net'
import { webhookLimits } from '../../contract/limits.ts'
import type { WebhookError } from '../../contract/webhooks.ts'
import type { Attempt } from '../../identity/settle-delivery.ts'
import type { WebhookAddresses } from './webhook-addresses.ts'

/** `retryAfterSeconds` is what the other side asks for; null when it says nothing. */
export type Posted = Attempt & { retryAfterSeconds: number | null }
export type PostWebhook = (
  url: string,
  message: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
) => Promise<Posted>

type Address = { address: string; family: number }
type Options = {
  addresses: WebhookAddresses
  version: string
  /** All that a name leads to. */
  lookUp?: (hostname: string) => Promise<Address[]>
}

export function createPost({ addresses, version, lookUp = lookUpAll }: Options): PostWebhook {
  async function addressesOf(hostname: string, signal: AbortSignal): Promise<Address[] | WebhookError> {
    const host = hostname.replace(/^\[|\]$/g, '')
    const family = isIP(host)
    const found = family ? [{ address: host, family }] : await within(signal, lookUp(host)).catch(() => null)
    if (signal.aborted) return 'timeout'
    if (!found || found.length === 0) return 'name'
    // One that leads to both sides is a way in: all of it is refused.
    return found.every(({ address }) => addresses.mayGoTo(address)) ? found : 'address'
  }

  return async (url, { headers, body }, signal) => {
    const target = new URL(url)
    const plain = target.protocol === 'http:'
    if (plain && !addresses.mayBePlain(target.hostname)) return failed('address')
    const found = await addressesOf(target.hostname, signal)
    if (typeof found === 'string') return failed(found)

    return new Promise<Posted>((resolve) => {
      const request = (plain ? plainRequest : tlsRequest)(target, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': `Sfat/${version} (webhooks)`,
        },
        agent: false,
        signal,
        // The addresses that were looked at, and no other: the next where the one before does not answer.
        ...patience,
        lookup: (_host, { all }, tell) => {
          const [{ address, family }] = found as [Address]
          if (all) tell(null, found)
          else tell(null, address, family)
        },
      })
      request.on('error', (error) => resolve(failed(errorOf(error, signal))))
      request.on('response', (response) => {
        const answer = attemptOf(response.statusCode ?? 0, response.headers['retry-after'])
        // It has answered, whatever becomes of the rest.
        let heard = 0
        response.on('data', (bytes: Buffer) => {
          heard += bytes.length
          if (heard > webhookLimits.answerBytes) response.destroy()
        })
        response.on('error', () => undefined)
        response.on('close', () => {
          request.destroy()
          resolve(answer)
        })
      })
      request.end(body)
    })
  }
}

/** How long one of several addresses is waited for before the next is tried (milliseconds); the types do not know of it. */
const patience: object = { autoSelectFamilyAttemptTimeout: 2_500 }

const lookUpAll = (hostname: string): Promise<Address[]> => lookUpName(hostname, { all: true })

const failed = (error: WebhookError): Posted => ({ answered: null, error, retryAfterSeconds: null })

function attemptOf(status: number, retryAfter: string | undefined): Posted {
  const error = status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : 'answer'
  return {
    answered: status,
    error,
    retryAfterSeconds: /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : null,
  }
}

/** Node's and OpenSSL's names for what went wrong, in ours. */
function errorOf(error: NodeJS.ErrnoException, signal: AbortSignal): WebhookError {
  const { code = '' } = error
  if (signal.aborted) return 'timeout'
  if (code.startsWith('HPE_')) return 'malformed'
  if (/ALTNAME|HOSTNAME/.test(code)) return 'certificate-name'
  if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/.test(code)) return 'certificate-expired'
  if (/SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY/.test(code)) return 'certificate-unknown'
  return /CERT|TLS|SSL|INVALID_|PATH_LENGTH|EPROTO/.test(code) ? 'certificate' : 'connection'
}

/** A look-up cannot be ended, only left alone. */
const within = <T>(signal: AbortSignal, looking: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('too late'))
    signal.addEventListener('abort', giveUp, { once: true })
    looking.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
