import type { Locale } from '../../../contract/values.ts'
import { hello, type Letter, paragraph, type Reader } from './letter.ts'

export type WebhookNews = { name: string; reason: 'gone' | 'failing'; url: string }

type Words = Record<WebhookNews['reason'], (name: string) => string> & {
  subject: string
  what: string
  open: string
  why: string
}

const words: Record<Locale, Words> = {
  ro: {
    subject: 'Un webhook a fost oprit',
    gone: (name) =>
      `Sistemul la care trimite webhook-ul „${name}” a răspuns că adresa nu mai există (410). De aceea webhook-ul a fost oprit.`,
    failing: (name) =>
      `De câteva zile nimic din ce trimite webhook-ul „${name}” nu mai ajunge. De aceea webhook-ul a fost oprit.`,
    what: 'Sistemul de acolo nu mai află ce se întâmplă aici. Verificați adresa și jurnalul livrărilor, apoi porniți webhook-ul din nou: ce a rămas de trimis se trimite atunci.',
    open: 'Deschideți webhook-ul',
    why: 'Primiți acest mesaj pentru că administrați această instalare.',
  },
  en: {
    subject: 'A webhook was turned off',
    gone: (name) =>
      `The system to which the webhook “${name}” sends has answered that the address is gone (410). The webhook was therefore turned off.`,
    failing: (name) =>
      `For some days nothing that the webhook “${name}” sends has arrived. The webhook was therefore turned off.`,
    what: 'The system there no longer learns what happens here. Please check the address and the log of deliveries, then turn the webhook on again: what is left to be sent is sent then.',
    open: 'Open the webhook',
    why: 'You get this message because you administer this installation.',
  },
}

/** To administrators: a webhook that nothing reaches any more was turned off. */
export function webhookLetter({ name, reason, url }: WebhookNews, { name: reader, locale }: Reader): Letter {
  const { subject, [reason]: say, what, open, why } = words[locale]
  const said = say(name)
  return {
    locale,
    subject: `${subject}: ${name}`,
    preview: said,
    title: subject,
    greeting: hello[locale](reader),
    blocks: [paragraph(said), paragraph(what), { kind: 'button', label: open, url }],
    reason: why,
  }
}
