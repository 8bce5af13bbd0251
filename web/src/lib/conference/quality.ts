/** From transport statistics to the small sign "poor network". Pure. */

/** Counters as WebRTC statistics give them: they only grow. */
export type Counters = { packets: number; lost: number; frozenSeconds: number }
export type Quality = 'good' | 'poor'

/** Loss above which a voice breaks up although Opus mends some of it (FEC covers about a tenth). */
const poorLoss = 0.08
const goodLoss = 0.03
/** Share of time that a picture stood still. */
const poorFreeze = 0.25

/**
 * Judges the time between two samples. Between the two limits the last judgement stands, so that the sign does not blink.
 */
export function judge(before: Counters, after: Counters, seconds: number, last: Quality): Quality {
  const packets = after.packets - before.packets
  const lost = Math.max(0, after.lost - before.lost)
  const stood = after.frozenSeconds - before.frozenSeconds
  // What stood still for longer than was looked at had been paused: nobody showed it, or its camera was off.
  const frozen = seconds > 0 && stood <= seconds ? stood / seconds : 0
  const loss = packets + lost > 0 ? lost / (packets + lost) : 0
  if (loss > poorLoss || frozen > poorFreeze) return 'poor'
  if (loss < goodLoss && frozen < poorFreeze / 2) return 'good'
  return last
}
