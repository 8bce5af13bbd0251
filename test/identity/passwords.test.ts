import { describe, expect, it } from 'vitest'
import { isError } from '../../contract/errors.ts'
import { createPasswords } from '../../identity/password-hash.ts'
import { requireStrongPassword } from '../../identity/password-policy.ts'

const owner = { name: 'Ștefania Călugăreanu-Pop', email: 'stefania.calugareanu@mfe.gov.ro' }
const verdict = (password: string) =>
  requireStrongPassword(password, owner).then(
    () => 'strong',
    (error: unknown) => (isError(error, 'account.weak-password') ? 'weak' : error),
  )

describe('a password', () => {
  it.each([
    ['short', 'vis cu apă'],
    ['common', 'qazwsxedcrfv'],
    ['common in another case', 'QazWsxEdcRfv'],
    ['common with digits after it', 'Football2026!'],
    ['common with letters replaced', 'adm1n1str@tor'],
    ['common twice', 'letmeinletmein'],
    ['common here', 'ParolaMea2026'],
    ['one letter again and again', 'aaaaaaaaaaaaaaaa'],
    ['a short piece again and again', 'xy7!xy7!xy7!xy7!'],
    ['a run of letters', 'abcdefghijklmnop'],
    ['a run of digits that goes round', '1234567890123456'],
    ['a run backwards', '9876543210987654'],
    ['the name', 'calugareanu are mere'],
    ['the name with its diacritics', 'Ștefania scrie bine'],
    ['the address', 'stefania.calugareanu!'],
    ['a part of the address', 'la calugareanu acasă'],
  ])('is refused when it is %s', async (_why, password) => {
    expect(await verdict(password)).toBe('weak')
  })

  it.each([
    'trei nuci pe masa lungă',
    'correct horse battery staple',
    'Xk9$mPq2vL8w',
    '山の上に雪が降っている今日です',
  ])('is taken when it is long and nobody would guess it: %s', async (password) => {
    expect(await verdict(password)).toBe('strong')
  })

  it('does not have to differ from a name of three letters', async () => {
    await requireStrongPassword('nuci pe masa ionică', { name: 'Ion Pop', email: 'ip@x.ro' })
  })
})

describe('password hashes', () => {
  const passwords = createPasswords()

  it('are argon2id with the parameters that OWASP asks for', async () => {
    expect(await passwords.hash('trei nuci')).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/,
    )
  })

  it('know their password and no other', async () => {
    const hash = await passwords.hash('trei nuci')
    expect(await passwords.verify('trei nuci', hash)).toBe(true)
    expect(await passwords.verify('trei nuc', hash)).toBe(false)
    expect(await passwords.verify('', hash)).toBe(false)
  })

  it('do not care how a keyboard composes a letter', async () => {
    const hash = await passwords.hash('ș'.normalize('NFD'))
    expect(await passwords.verify('ș'.normalize('NFC'), hash)).toBe(true)
  })

  it('are salted: the same password is never the same hash', async () => {
    expect(await passwords.hash('trei nuci')).not.toBe(await passwords.hash('trei nuci'))
  })

  it('refuse everything when there is no hash', async () => {
    expect(await passwords.verify('', null)).toBe(false)
    expect(await passwords.verify('trei nuci', null)).toBe(false)
  })

  it('tell when they were made with weaker parameters', async () => {
    const hash = await passwords.hash('trei nuci')
    expect(passwords.outdated(hash)).toBe(false)
    expect(passwords.outdated(hash.replace('m=19456', 'm=8192'))).toBe(true)
  })

  it('work on a few at once and turn the rest away when too many wait', async () => {
    const narrow = createPasswords({ atOnce: 1, waiting: 2 })
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => narrow.verify('x', null)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused).toHaveLength(3)
    for (const { reason } of refused) expect(isError(reason, 'server.busy')).toBe(true)
    // And the place is free again afterwards.
    expect(await narrow.verify('x', null)).toBe(false)
  })
})
