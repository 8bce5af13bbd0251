/** Pictures of the call in its layouts: a few drawn people with cameras, a crowd without, seen by the administrator. */
import type { Browser as Chromium, Page } from 'playwright-core'
import { callScenes } from './call-scenes.ts'
import { type Look, phone, usual } from './open-page.ts'
import { stageCall } from './stage-call.ts'
import type { Filled } from './start-filled.ts'

const sideways = { width: 844, height: 390 }
const looks: [suffix: string, look: Partial<Look>][] = [
  ['1280', {}],
  ['390', phone],
  ['1280-en', { locale: 'en' }],
  ['390-en-dark', { ...phone, locale: 'en', theme: 'dark' }],
  ['1280-dark', { theme: 'dark' }],
  ['844', sideways],
  ['320', { width: 320, height: 640 }],
  ['1280-contrast', { theme: 'contrast' }],
  ['1280-200', { textSize: 200 }],
  ['390-200', { ...phone, textSize: 200 }],
]

/** Takes those whose name has `part` in it; the folder must exist. */
export async function takeCalls(
  chromium: Chromium,
  filled: Filled,
  wanted: (name: string) => boolean,
  save: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const list = looks.map(([suffix, look]) => ({
    ...{ suffix, look: { ...usual, ...look } },
    scenes: callScenes.filter(({ name }) => wanted(`${name}-${suffix}`)),
  }))
  if (list.every(({ scenes }) => scenes.length === 0)) return
  const call = await stageCall(chromium, filled)
  for (const { suffix, look, scenes } of list)
    await call.play(look, scenes, async (page, { name }) => {
      // What is loaded as it opens, and voices that are just beginning.
      await page.waitForTimeout(1500)
      await save(page, `${name}-${suffix}`)
    })
  await call.close()
}
