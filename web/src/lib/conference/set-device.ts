import type { Conference } from './conference.svelte.ts'
import { deviceWords } from './device-words.ts'

/** Turns my microphone or camera on or off; why it will not go on is said in the call. */
export async function setDevice(
  conference: Conference,
  kind: 'microphone' | 'camera',
  on: boolean,
): Promise<void> {
  const { local } = conference
  await local.set(kind, on)
  const { problem } = local[kind]
  if (on && problem) conference.tell(deviceWords(kind, problem).title, 'care')
}
