/** The one tile that stands for the whole call where there is room for one: what is pinned, a shared screen, who speaks. */
import type { Conference } from './conference.svelte.ts'
import { planStage, type Shown, type Sitter } from './plan-stage.ts'

/** Everybody as far as their place is concerned, me first. */
export function sittersOf({ call, local }: Conference): Sitter[] {
  return call.everybody.map((peer) => {
    const mine = peer === call.me
    return {
      seatId: peer.seatId,
      mine,
      camera: mine ? local.camera.on : peer.sends('camera'),
      screen: mine ? local.screen !== null : peer.sends('screen'),
    }
  })
}

export function mostImportant(conference: Conference): Shown | undefined {
  const { call, view } = conference
  const choice = { ...view.choice, layout: 'speaker' as const }
  return planStage(sittersOf(conference), choice, call.lastSpoke, { most: 1, screens: 1 }).focus[0]
}
