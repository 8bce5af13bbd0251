import { AppError } from '../contract/errors.ts'
import { passwordMinLength } from '../contract/identity.ts'
import { fold } from './fold.ts'

/**
 * NIST SP 800-63B-4 §3.1.1.2: length, a list of common passwords and what can be guessed from the person; no rules about
 * kinds of characters, and no expiry. Throws `account.weak-password`.
 */
export async function requireStrongPassword(
  password: string,
  owner: { name: string; email: string },
): Promise<void> {
  const weak =
    [...password].length < passwordMinLength ||
    tellsOwner(password, owner) ||
    isMonotonous(password) ||
    (await isCommon(password))
  if (weak) throw new AppError('account.weak-password', { minLength: passwordMinLength })
}

/** Whether it contains the address, what stands before the @, or a word of the name (of four letters or more). */
function tellsOwner(password: string, { name, email }: { name: string; email: string }): boolean {
  const text = fold(password)
  const [mailbox = '', domain = ''] = fold(email).split('@')
  const words = [
    mailbox,
    ...mailbox.split(/[^a-z0-9]+/),
    domain.split('.')[0] ?? '',
    ...fold(name).split(/[^\p{L}\p{N}]+/u),
  ]
  return words.some((word) => word.length >= 4 && text.includes(word))
}

/** Whether it is one short piece again and again, or a run such as `abcdefghijkl` or `987654321098`. */
function isMonotonous(password: string): boolean {
  const codes = [...password].map((letter) => letter.codePointAt(0) ?? 0)
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0))
  const first = steps[0] ?? 0
  // A step of nine against the direction is how digits go round, from 9 to 0.
  const run = Math.abs(first) <= 1 && steps.every((step) => step === first || step === -9 * first)
  return run || repeatedPiece(password).length <= 4
}

/** The shortest piece whose repetition makes the text; the text itself when there is none. */
function repeatedPiece(text: string): string {
  // The first place, after the start, at which the text is found in two of itself is its period.
  const period = (text + text).indexOf(text, 1)
  return text.slice(0, period)
}

const substitutions: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** A word as it is, and as it reads with letters in place of the signs that stand for them; 1 stands for l or i. */
const readings = (word: string): string[] => {
  const read = [...word].map((letter) => substitutions[letter] ?? letter).join('')
  return [
    word,
    read,
    [...word].map((letter) => (letter === '1' ? 'i' : (substitutions[letter] ?? letter))).join(''),
  ]
}

/** Whether it is a common password, or one in disguise: with digits and signs around it, with 0 for o, or twice. */
async function isCommon(password: string): Promise<boolean> {
  const common = await commonPasswords()
  const plain = repeatedPiece(fold(password))
  const bare = plain.replace(/^[^a-z]+|[^a-z]+$/g, '')
  // With more than this around it, a common word is no help to a guesser.
  const words = plain.length - bare.length <= 6 ? [plain, bare] : [plain]
  return words.flatMap(readings).some((word) => common.has(word))
}

let common: Promise<ReadonlySet<string>> | undefined

/** About 49,000 passwords, loaded when somebody first chooses one: they cost 20 MB that most processes never need. */
const commonPasswords = (): Promise<ReadonlySet<string>> =>
  (common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set([...dictionary['passwords-common'], ...local]),
  ))

/** What people here choose and the international list lacks. */
const local = [
  'parola',
  'parolamea',
  'parolasecreta',
  'schimbama',
  'bucuresti',
  'romania',
  'administrator',
  'ministerul',
  'minister',
  'secretariat',
  'guvern',
  'guvernulromaniei',
  'steauabucuresti',
  'dinamobucuresti',
  'doamneajuta',
  'tebiubesc',
  'teiubesc',
]
