/**
 * Takes a person out for good (GDPR, article 17). First, in one unit of work, all that is theirs: nobody can sign in as
 * them, invite or mail them from then on. Then, portion by portion, every text that still names them, and the values of
 * the audit. Whatever interrupts it, the job goes on where it stopped. What somebody else has under way at that moment ends
 * before the first unit of work, which is alone, or sees what that has saved.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Erased, ErasePerson, ErasurePlan } from '../contract/personal-data.ts'
import type { Id, Instant } from '../contract/values.ts'
import { revoke } from './end-sessions.ts'
import { toInstant } from './instants.ts'
import type { Clock, IdentityUnit, PersonRow } from './ports.ts'
import { requireRole } from './rights.ts'

type Counts = Pick<ErasurePlan, 'goes' | 'stays' | 'nameShared'>
export type ErasuresView = {
  /** What would go and what would stay. */
  count(person: PersonRow, now: Instant): Promise<Counts>
  /** Those that something has interrupted. */
  open(): Promise<Id[]>
}
export type Erasures = ErasuresView & {
  /** Takes out all that is the person's own, but for sessions and account; the row stays under a pseudonym. */
  begin(person: PersonRow, byPersonId: Id, now: Instant): Promise<void>
  /**
   * One portion of what still names them. `blanked` are rows of the audit that have lost values, each with a hash of what
   * is left. The next one is to be `alone` where all texts are gone through anew, so that nothing comes behind it.
   */
  proceed(personId: Id, now: Instant): Promise<Proceeded>
}
type Proceeded = { next: 'done' | 'alone' | 'more'; blanked: [number, string][] }
type Unit = Pick<IdentityUnit, 'people' | 'accounts' | 'sessions' | 'accountLinks' | 'events'> & {
  erasures: Erasures
}
export type ErasureDeps = {
  work: {
    run<T>(act: (unit: Unit) => Promise<T>, options?: { alone: boolean }): Promise<T>
    read<T>(
      look: (view: Pick<IdentityUnit, 'people' | 'accounts'> & { erasures: ErasuresView }) => Promise<T>,
    ): Promise<T>
  }
  clock: Clock
}

/** What would go, what would stay and why it cannot be done. Throws `permission.missing`, `person.missing`. */
export const planErasure = (
  { work, clock }: ErasureDeps,
  actor: Actor,
  personId: Id,
): Promise<ErasurePlan> => {
  requireRole(actor, 'administrator')
  return work.read(async ({ people, accounts, erasures }) => {
    const person = await people.find(personId)
    if (!person) throw new AppError('person.missing')
    const administrators = await accounts.withRole('administrator')
    const last = administrators.length === 1 && administrators[0] === personId
    const refusal = last ? 'last-administrator' : personId === actor.personId ? 'oneself' : null
    const counts = await erasures.count(person, toInstant(clock.now()))
    return { personId, name: person.name, erasedAt: person.erasedAt ?? null, refusal, ...counts }
  })
}

/**
 * Erases the person and answers with what has gone; once more is harmless. Throws `permission.missing`,
 * `person.missing`, `account.last-administrator`, `person.oneself`.
 */
export async function erasePerson(
  deps: ErasureDeps,
  actor: Actor,
  personId: Id,
  ask: ErasePerson,
): Promise<Erased> {
  requireRole(actor, 'administrator')
  const { work, clock } = deps
  const begin = async (unit: Unit): Promise<Erased> => {
    const { people, accounts, erasures, events } = unit
    // Held before anything is read: two administrators who erase one another must not both succeed.
    const administrators = await accounts.holdAdministrators()
    await accounts.hold(personId)
    const person = await people.find(personId)
    if (!person) throw new AppError('person.missing')
    if (person.erasedAt) return { personId, erasedAt: person.erasedAt, gone: [] }
    if (administrators.length === 1 && administrators[0] === personId)
      throw new AppError('account.last-administrator')
    if (personId === actor.personId && !ask.oneself) throw new AppError('person.oneself')
    const erasedAt = toInstant(clock.now())
    const { goes } = await erasures.count(person, erasedAt)
    await revoke(unit, { personId })
    await unit.accountLinks.remove({ personId })
    await accounts.remove(personId)
    await erasures.begin(person, actor.personId, erasedAt)
    const gone = goes.filter(({ count }) => count > 0)
    events.record('person.erased', { personId }, actor.personId, {
      before: {},
      after: Object.fromEntries(gone.map(({ what, count }) => [what, count])),
    })
    events.record('person.changed', { personId })
    return { personId, erasedAt, gone }
  }
  const begun = await work.run(begin, { alone: true })
  await finishErasure(deps, personId)
  return begun
}

/** Goes on with erasures that were interrupted; answers how many. */
export async function finishErasures(deps: ErasureDeps): Promise<number> {
  const open = await deps.work.read(({ erasures }) => erasures.open())
  for (const personId of open) await finishErasure(deps, personId)
  return open.length
}

async function finishErasure({ work, clock }: ErasureDeps, personId: Id): Promise<void> {
  // Where it goes on after an interruption is not known yet.
  for (let alone = true; ;) {
    const next: Proceeded['next'] = await work.run(
      async ({ erasures, events }) => {
        const portion = await erasures.proceed(personId, toInstant(clock.now()))
        if (portion.blanked.length > 0)
          events.record('audit.blanked', { personId }, null, {
            before: {},
            after: { rows: portion.blanked },
          })
        return portion.next
      },
      { alone },
    )
    if (next === 'done') return
    alone = next === 'alone'
    await nextTurn()
  }
}
