/** Who gets the convocation for a day: everybody whose mandate is valid then, and those who lead the group. */
import type { Group, Mandate } from '#contract/groups.ts'
import { seatsOn, validOn } from '#contract/mandates.ts'
import type { LocalDate } from '#contract/values.ts'

type Lead = { personId: string; name: string; as: 'chair' | 'secretary' }

export type Convened = {
  institutions: { id: string; shortName: string; name: string; seats: Mandate[] }[]
  /** The chair and the secretary where they have no seat of their own that day. */
  leads: Lead[]
  /** Mandates that are valid today and are not on that day, of people who have no other then. */
  ending: Mandate[]
  /** Mandates that begin only after that day. */
  beginning: Mandate[]
  /** How many people that is; everybody counts once. */
  people: number
}

export function whoIsConvened(
  { mandates, chair, secretary }: Pick<Group, 'mandates' | 'chair' | 'secretary'>,
  day: LocalDate,
  today: LocalDate,
): Convened {
  const seats = seatsOn(mandates, day)
  const seated = new Set(seats.map(({ personId }) => personId))
  const institutions = [...Map.groupBy(seats, ({ organisation }) => organisation.id)].map(([id, own]) => ({
    id,
    shortName: own[0]?.organisation.shortName ?? '',
    name: own[0]?.organisation.name ?? '',
    seats: own,
  }))
  const leads = [
    ...(chair ? [{ ...chair, as: 'chair' as const }] : []),
    ...(secretary && secretary.personId !== chair?.personId
      ? [{ ...secretary, as: 'secretary' as const }]
      : []),
  ].filter(({ personId }) => !seated.has(personId))
  const without = mandates.filter((mandate) => !validOn(mandate, day) && !seated.has(mandate.personId))
  return {
    institutions,
    leads,
    ending: without.filter((mandate) => validOn(mandate, today)),
    beginning: without.filter(({ from }) => from > day && from > today),
    people: seated.size + leads.length,
  }
}
