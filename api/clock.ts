/** The time of the machine, for all who ask. */
export const clock = { now: () => Temporal.Now.instant() }
