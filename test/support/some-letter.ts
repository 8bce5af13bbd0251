import type { Letter } from '../../api/db/schema/mail.ts'

/** A short letter, where it does not matter what it says. */
export const someLetter = (subject: string): Letter => ({
  locale: 'ro',
  subject,
  preview: '',
  title: subject,
  greeting: 'Bună ziua,',
  blocks: [{ kind: 'paragraph', text: 'Vă scriem.' }],
  reason: 'Un test.',
})
