import type { Permission, SeatRole, Source } from '../../contract/conference.ts'

const everyone: Permission[] = ['speak', 'show', 'share', 'chat']

/** What each role may do in a call. The only place that says so; the page draws its buttons from the same list. */
export const permissionsOf: Readonly<Record<SeatRole, readonly Permission[]>> = {
  host: [...everyone, 'admit', 'mute-others', 'remove-others', 'end'],
  participant: everyone,
  guest: everyone,
}

/** What it takes to send each source. */
export const permissionToSend: Readonly<Record<Source, Permission>> = {
  microphone: 'speak',
  camera: 'show',
  screen: 'share',
  'screen-audio': 'share',
}
