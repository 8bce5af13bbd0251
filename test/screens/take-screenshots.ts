/**
 * Pictures of every page, for people to judge: at 1280 and 390 pixels, in both languages, light and dark, at 200 % text,
 * empty, loading and failing. Starts the product itself, on ready data, from the pages as they were last built.
 *
 *   node test/screens/take-screenshots.ts [folder] [part of a name]
 *
 * The folder is `test-results/screens` if it is not given.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Browser as Chromium, Page } from 'playwright-core'
import { openChromium } from '../support/chromium.ts'
import { until } from '../support/until.ts'
import { busyConferences } from './busy-conferences.ts'
import { openContext, phone, settled, usual, type Look } from './open-page.ts'
import { pagesToSee } from './pages.ts'
import { startFilled, type Filled } from './start-filled.ts'
import { takeCalls } from './take-calls.ts'

const [folder = 'test-results/screens', part = ''] = process.argv.slice(2)
const out = resolve(folder)

const looks: [suffix: string, look: Partial<Look>][] = [
  ['1280', {}],
  ['390', phone],
  ['1280-dark', { theme: 'dark' }],
  ['390-en-dark', { ...phone, locale: 'en', theme: 'dark' }],
  ['1280-en', { locale: 'en' }],
  ['1280-en-dark', { locale: 'en', theme: 'dark' }],
  ['1280-contrast', { theme: 'contrast' }],
  ['1280-200', { textSize: 200 }],
  ['390-200', { ...phone, textSize: 200 }],
]

/** The whole page as one picture: as high as its content, so that what sticks to an edge stands at it. */
async function take(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  const before = page.viewportSize()
  if (before && height > before.height) await page.setViewportSize({ width, height: Math.min(height, 4000) })
  await page.screenshot({ path: join(out, `${name}.png`) })
  if (before) await page.setViewportSize(before)
}

async function takePages(chromium: Chromium, filled: Filled): Promise<void> {
  for (const [suffix, look] of looks)
    for (const signIn of [false, true]) {
      const context = await openContext(
        chromium,
        filled.url,
        { ...usual, ...look },
        { signIn, wrong: report },
      )
      for (const { name, path, door } of pagesToSee(filled)) {
        if (Boolean(door) === signIn || !`${name}-${suffix}`.includes(part)) continue
        const page = await context.newPage()
        await page.goto(path)
        await settled(page)
        await take(page, `${name}-${suffix}`)
        await page.close()
      }
      await context.close()
    }
}

/** What a page looks like when the answer is late or is an error, and what floats above it. */
async function takeStates(chromium: Chromium, filled: Filled): Promise<void> {
  const states: {
    name: string
    path: string
    /** Seen when nobody is signed in. */
    door?: boolean
    /** What the server would say, where the ready data has nothing like it. */
    answers?: [address: string | RegExp, status: number, body: unknown]
    /** What the server says of me besides. */
    me?: object
    do: (page: Page) => Promise<void>
  }[] = [
    {
      name: 'state-loading-today',
      path: '/',
      do: async (page) => {
        await page.locator('.skeleton').first().waitFor()
        const opacity = `getComputedStyle(document.querySelector('.skeleton')).opacity`
        await until('the skeleton shows itself', async () => (await page.evaluate<string>(opacity)) === '1')
      },
    },
    { name: 'state-error-rooms', path: '/rooms', do: async (page) => page.getByRole('alert').waitFor() },
    { name: 'state-offline-people', path: '/people', do: async (page) => page.getByRole('alert').waitFor() },
    {
      name: 'state-form-errors',
      path: '/meetings/new',
      do: async (page) => {
        await page.getByRole('textbox').first().fill('')
        await page.locator('form button[type=submit]').click()
        await page.locator('[aria-invalid=true]').first().waitFor()
      },
    },
    {
      name: 'state-room-taken',
      path: `/meetings/new?start=${tomorrow}T09:30`,
      do: async (page) => {
        await page.getByRole('radio', { name: /Sala 214/ }).check()
        await page.getByText('Puteți alege:').waitFor()
      },
    },
    {
      name: 'state-dragging',
      path: `/calendar?view=day&date=${tomorrow}`,
      do: async (page) => {
        await page.locator('.scroll .block').first().waitFor()
        const [grid, column] = [
          await page.locator('.scroll').boundingBox(),
          await page.locator('.body').nth(1).boundingBox(),
        ]
        if (!grid || !column) throw new Error('the calendar has no columns')
        await page.mouse.move(column.x + 40, grid.y + 110)
        await page.mouse.down()
        await page.mouse.move(column.x + 40, grid.y + 165, { steps: 5 })
        await page.mouse.up()
        await page.getByRole('dialog').waitFor()
      },
    },
    {
      name: 'state-search',
      path: '/',
      do: async (page) => {
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox').fill('sala')
        await page.getByRole('option').first().waitFor()
      },
    },
    {
      name: 'state-account-menu',
      path: '/',
      do: async (page) => {
        await page.getByRole('button', { name: /^Cont:/ }).click()
        await page.getByRole('menu').waitFor()
      },
    },
    {
      name: 'state-sign-in-code',
      path: '/sign-in',
      door: true,
      answers: ['**/api/session', 401, { code: 'session.code-required', status: 401, title: '', params: {} }],
      do: async (page) => {
        await page.getByRole('textbox').first().fill('ana.ionescu@mdlpa.example')
        await page.getByLabel('Parola', { exact: true }).fill('pădurea de fagi din Săcele')
        await page.locator('form button[type=submit]').click()
        await page.locator('[autocomplete=one-time-code]').waitFor()
      },
    },
    {
      name: 'state-authenticator',
      path: '/account',
      do: async (page) => {
        await page.getByRole('button', { name: 'Adaugă aplicația' }).click()
        await page.getByLabel('Parola actuală').last().fill('pădurea de fagi din Săcele')
        await page.getByRole('dialog').locator('button[type=submit]').click()
        await page.locator('input[autocomplete=one-time-code]').waitFor()
      },
    },
    {
      name: 'state-mandate-dialog',
      path: `/groups/${filled.groups.groupId}`,
      do: async (page) => {
        await page.getByRole('button', { name: 'Adaugă mandat' }).first().click()
        await page.getByRole('dialog').getByRole('combobox').first().waitFor()
      },
    },
    {
      name: 'state-revoke-dialog',
      path: `/groups/${filled.groups.groupId}`,
      do: async (page) => {
        await page
          .getByRole('button', { name: /^Revocă mandatul/ })
          .first()
          .click()
        await page.getByRole('dialog').getByRole('textbox').first().waitFor()
      },
    },
    {
      name: 'state-mailed-answers',
      path: `/meetings/${filled.convocations.meetingId}`,
      answers: [/\/mailed-answers$/, 200, mailedAnswers],
      do: async (page) => {
        await page.getByRole('region', { name: 'Răspunsuri de lămurit' }).scrollIntoViewIfNeeded()
      },
    },
    {
      name: 'state-running-conferences',
      path: '/administration/conferences',
      answers: [/\/administration\/conferences$/, 200, busyConferences(Temporal.Now.instant())],
      do: async (page) => page.getByRole('meter').first().waitFor(),
    },
    {
      name: 'state-provider-tie',
      path: '/account',
      me: tied,
      do: async (page) => {
        await settled(page)
        await page.locator('[aria-labelledby=second-factor]').scrollIntoViewIfNeeded()
      },
    },
    {
      name: 'state-provider-untie',
      path: '/account',
      me: tied,
      do: async (page) => {
        await page.locator('[aria-labelledby=provider] button').click()
        await page.getByRole('dialog').locator('input[type=password]').waitFor()
      },
    },
    {
      name: 'state-cancel-dialog',
      path: `/meetings/${filled.meetingId}`,
      do: async (page) => {
        await page.getByRole('button', { name: 'Acțiuni' }).click()
        await page.getByRole('menuitem').click()
        await page.getByRole('dialog').waitFor()
      },
    },
  ]
  for (const [suffix, look] of [
    ['1280', {}],
    ['390', phone],
  ] as const)
    for (const { name, path, door, answers, me, do: act } of states) {
      // Without a column grid there is nothing to drag in.
      if (!`${name}-${suffix}`.includes(part) || (suffix === '390' && name === 'state-dragging')) continue
      const context = await openContext(chromium, filled.url, { ...usual, ...look }, { signIn: !door })
      if (name.includes('loading')) await context.route('**/api/meetings?*', () => undefined)
      if (name.includes('error-rooms'))
        await context.route('**/api/rooms?*', (route) => route.fulfill({ status: 500 }))
      if (name.includes('offline')) await context.route(/\/api\/people(\?|$)/, (route) => route.abort())
      if (answers)
        await context.route(answers[0], (route) =>
          route.request().method() === 'GET' && door
            ? route.continue()
            : route.fulfill({ status: answers[1], json: answers[2] }),
        )
      if (me)
        await context.route('**/api/session', async (route) => {
          const response = await route.fetch()
          const boot = (await response.json()) as { me: object }
          await route.fulfill({ response, json: { ...boot, me: { ...boot.me, ...me } } })
        })
      const page = await context.newPage()
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      await act(page)
      await page.screenshot({ path: join(out, `${name}-${suffix}.png`) })
      await context.close()
    }
}

async function takeEmpty(chromium: Chromium): Promise<void> {
  const empty = await startFilled({ empty: true })
  try {
    for (const [suffix, look] of [
      ['1280', {}],
      ['390', phone],
    ] as const) {
      const context = await openContext(
        chromium,
        empty.url,
        { ...usual, ...look },
        { signIn: true, wrong: report },
      )
      for (const path of [
        '/',
        '/calendar?view=list',
        '/rooms',
        '/people',
        '/people/organisations',
        '/reports',
      ]) {
        const name = `empty${path.replaceAll(/[^a-z]+/g, '-').replace(/-$/, '') || '-today'}-${suffix}`
        if (!name.includes(part)) continue
        const page = await context.newPage()
        await page.goto(path)
        await settled(page)
        await take(page, name)
        await page.close()
      }
      await context.close()
    }
  } finally {
    await empty.stop()
  }
}

/** As the server tells them; they come by mail, which the pictures have none of. */
const mailedAnswers = (
  [
    [
      'Cabinetul primarului',
      'cabinet@primarie.example',
      'accepted',
      'Vine domnul viceprimar.',
      'other-sender',
    ],
    [
      'Constantin Alexandrescu-Munteanu',
      'c.alexandrescu@consiliu-judetean.example',
      'declined',
      null,
      'stranger',
    ],
    ['Ioana Țîru', 'ioana.tiru@primarie.example', 'delegated', null, 'delegated'],
  ] as const
).map(([fromName, fromEmail, partStat, comment, reason], index) => ({
  ...{ id: `00000000-0000-7000-8000-00000000000${index}`, fromName, fromEmail, partStat, comment, reason },
  ...{ about: 'ioana.tiru@primarie.example', receivedAt: '2026-11-23T07:05:00.000Z' },
}))

const tied = { providerSince: '2026-03-02T08:00:00.000Z' }
const tomorrow = Temporal.Now.plainDateISO('Europe/Bucharest').add({ days: 1 }).toString()
const troubles: string[] = []
const report = (what: string) => void troubles.push(what)

await mkdir(out, { recursive: true })
const chromium = await openChromium()
const filled = await startFilled()
try {
  await takePages(chromium, filled)
  await takeStates(chromium, filled)
  await takeCalls(
    chromium,
    filled,
    (name) => name.includes(part),
    async (page, name) => void (await page.screenshot({ path: join(out, `${name}.png`) })),
  )
  await takeEmpty(chromium)
} finally {
  await chromium.close()
  await filled.stop()
}
process.stdout.write(`The pictures are in ${out}\n`)
if (troubles.length > 0) {
  process.stderr.write(`The pages complained:\n${[...new Set(troubles)].join('\n')}\n`)
  process.exitCode = 1
}
