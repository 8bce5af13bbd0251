import type { Register, RegisterKind } from '../../../scheduler/group-ports.ts'
import type { Connection } from '../repositories.ts'

const letters: Record<RegisterKind, string> = { convocation: 'C', minutes: 'PV', report: 'R' }

/** Numbers without gaps: the row of a kind and year is held until the unit of work ends, and a rollback undoes the count. */
export function register({ manager, dialect }: Connection): Register {
  return {
    async next(kind, on) {
      const year = Number(on.slice(0, 4))
      const parameters = dialect === 'postgres' ? '$1, $2' : '?, ?'
      const rows = (await manager.query(
        `INSERT INTO register (kind, year, last) VALUES (${parameters}, 1)
         ON CONFLICT (kind, year) DO UPDATE SET last = register.last + 1 RETURNING last`,
        [kind, year],
      )) as { last: number }[]
      return { number: `${letters[kind]}-${rows[0]!.last}/${year}`, date: on }
    },
  }
}
