/** A token bucket: so much at once, then so much over time. */
export type AllowanceRule = { burst: number; everyMs: number }
export type Allowance = { left: number; at: number }

export const fullAllowance = (rule: AllowanceRule, at: number): Allowance => ({ left: rule.burst, at })

/**
 * Takes one from the allowance. Answers 0 when there was one to take, otherwise how many milliseconds until there is;
 * then nothing was taken. A clock that steps back gives nothing and takes nothing.
 */
export const spend = (allowance: Allowance, rule: AllowanceRule, at: number): number =>
  spendAll([[allowance, rule]], at)

/** The same of several at once: one of each, or nothing of any. */
export function spendAll(
  all: readonly (readonly [allowance: Allowance, rule: AllowanceRule])[],
  at: number,
): number {
  let wait = 0
  for (const [allowance, rule] of all) {
    const grown = Math.max(0, at - allowance.at) / rule.everyMs
    allowance.left = Math.min(rule.burst, allowance.left + grown)
    allowance.at = at
    if (allowance.left < 1) wait = Math.max(wait, Math.ceil((1 - allowance.left) * rule.everyMs))
  }
  if (wait === 0) for (const [allowance] of all) allowance.left -= 1
  return wait
}
