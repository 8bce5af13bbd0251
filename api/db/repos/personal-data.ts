import type { PersonalDataView } from '../../../identity/export-person.ts'
import { ask } from '../ask.ts'
import { sections } from '../personal-data.ts'
import type { Connection } from '../repositories.ts'

export function personalData(connection: Connection): PersonalDataView {
  return {
    sections: Object.keys(sections),

    async read(section, { id, email }, offset, limit) {
      const found = sections[section]
      if (!found) throw new Error(`There is no section ${section}.`)
      const { select, order, json = [] } = found
      const rows = await ask<Record<string, unknown>>(
        connection,
        `SELECT ${select} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`,
        { id, idText: id, email },
      )
      return rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            json.includes(name) && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
          ]),
        ),
      )
    },
  }
}
