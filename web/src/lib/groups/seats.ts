import type { Mandate, MandateKind } from '#contract/groups.ts'

/** `coming` begins later; `revoked` was ended by an act before its time; `expired` ran out. */
export type Standing = 'sitting' | 'coming' | 'revoked' | 'expired'

/** How a mandate stands on a day. One that was revoked counts until its last day, which is then in the past. */
export function standingOf({ from, until, revokedBy }: Mandate, day: string): Standing {
  if (until !== null && until < day) return revokedBy ? 'revoked' : 'expired'
  return from > day ? 'coming' : 'sitting'
}

export type Institution = {
  organisation: Mandate['organisation']
  /** Who sits or will sit, titular first, then by day. */
  mandates: Mandate[]
  /** Seats that nobody fills on the day or is going to. */
  empty: MandateKind[]
}

const kinds: readonly MandateKind[] = ['titular', 'supleant']

/** Who sits in a group on a day or will, by institution; and what has ended, the latest first. */
export function seatsBy(
  mandates: readonly Mandate[],
  day: string,
): { institutions: Institution[]; ended: Mandate[] } {
  const isEnded = (mandate: Mandate) => ['revoked', 'expired'].includes(standingOf(mandate, day))
  const standing = mandates.filter((mandate) => !isEnded(mandate))
  const institutions = [...Map.groupBy(standing, ({ organisation }) => organisation.id).values()].map(
    (own): Institution => ({
      organisation: own[0]!.organisation,
      mandates: own.toSorted(
        (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.from.localeCompare(b.from),
      ),
      empty: kinds.filter((kind) => !own.some((mandate) => mandate.kind === kind)),
    }),
  )
  return {
    institutions: institutions.sort((a, b) =>
      a.organisation.shortName.localeCompare(b.organisation.shortName, 'ro'),
    ),
    ended: mandates
      .filter(isEnded)
      .sort((a, b) => (b.until ?? '').localeCompare(a.until ?? '') || b.from.localeCompare(a.from)),
  }
}

/** Whether a mandate that is valid runs out within a month, so that somebody should think of the next one. */
export const endsSoon = (mandate: Mandate, day: string): boolean =>
  mandate.until !== null &&
  standingOf(mandate, day) === 'sitting' &&
  mandate.until <= Temporal.PlainDate.from(day).add({ days: 30 }).toString()
