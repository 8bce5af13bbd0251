/** Everything that is held about a person, for themself or whoever must answer for it (GDPR, articles 15 and 20). */
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import type { IdentityUnit, PeopleView } from './ports.ts'
import { requireSelfOrAdministrator } from './rights.ts'

/** `email` finds what was sent to an address, or came from it. */
export type Whose = { id: Id; email: string }
export type PersonalDataView = {
  /** The names of all sections, in the order in which they are handed out. */
  sections: readonly string[]
  /** A portion of one. */
  read(section: string, whose: Whose, offset: number, limit: number): Promise<Record<string, unknown>[]>
}
type ExportDeps = {
  work: {
    run<T>(act: (unit: { people: PeopleView; events: IdentityUnit['events'] }) => Promise<T>): Promise<T>
    read<T>(look: (view: { personalData: PersonalDataView }) => Promise<T>): Promise<T>
  }
}

const rowsAtOnce = 200

/**
 * Finds the person and says in the audit that their data is handed out; then the sections can be gone through.
 * Throws `permission.missing`, `person.missing`.
 */
export async function exportPerson(
  { work }: ExportDeps,
  actor: Actor,
  personId: Id,
): Promise<AsyncGenerator<string>> {
  requireSelfOrAdministrator(actor, personId)
  const person = await work.run(async ({ people, events }) => {
    const row = await people.find(personId)
    if (!row) throw new AppError('person.missing')
    events.record('person.exported', { personId }, actor.personId)
    return row
  })
  return writeExport({ work }, { id: person.id, email: person.email })
}

/** One JSON document, written a portion at a time: nobody's data is in memory as a whole. */
async function* writeExport({ work }: Pick<ExportDeps, 'work'>, whose: Whose): AsyncGenerator<string> {
  yield `{"format":"sfat-person/1","personId":${JSON.stringify(whose.id)}`
  const sections = await work.read(async ({ personalData }) => personalData.sections)
  for (const section of sections) {
    yield `,${JSON.stringify(section)}:[`
    for (let offset = 0; ; offset += rowsAtOnce) {
      const rows = await work.read(({ personalData }) =>
        personalData.read(section, whose, offset, rowsAtOnce),
      )
      yield rows.map((row, index) => `${offset + index > 0 ? ',' : ''}${JSON.stringify(row)}`).join('')
      if (rows.length < rowsAtOnce) break
    }
    yield ']'
  }
  yield '}\n'
}
