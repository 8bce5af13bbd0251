/** Webhooks for the ready data: one that cannot be reached, and one that is off. */
import type { NewWebhook, Webhook, WebhookDelivery } from '../../contract/webhooks.ts'
import type { Browser } from '../support/browser.ts'
import { until } from '../support/until.ts'

export type ReadyWebhooks = { failingId: string; offId: string }

/** `browser` is signed in as the administrator. */
export async function makeReadyWebhooks(browser: Browser): Promise<ReadyWebhooks> {
  const ask = async <T>(method: 'post' | 'put', path: string, body?: unknown): Promise<T> => {
    const answer = await browser[method](path, body ?? {})
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  const failing = await ask<NewWebhook>('post', '/api/webhooks', {
    name: 'Registratura Ministerului Dezvoltării',
    // A name that nobody has (RFC 2606): nothing leaves this machine.
    url: 'https://registratura.invalid/sfat/evenimente',
    types: ['meeting.booked', 'meeting.cancelled', 'minutes.published', 'action.closed', 'report.submitted'],
  })
  await browser.post(`/api/webhooks/${failing.id}/test`)
  await until('an attempt to fail', async () => {
    const { body } = await browser.get(`/api/webhooks/${failing.id}/deliveries`)
    return (body as { items: WebhookDelivery[] }).items[0]?.error
  })
  const form = { name: 'Tablou de bord', url: 'https://bord.invalid/', types: ['project.changed'] }
  const off = await ask<NewWebhook>('post', '/api/webhooks', form)
  await ask<Webhook>('put', `/api/webhooks/${off.id}`, { ...form, enabled: false, version: off.version })
  return { failingId: failing.id, offId: off.id }
}
