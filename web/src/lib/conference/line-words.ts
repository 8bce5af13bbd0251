/** A judged line in the words of the page. */
import * as m from '#lib/paraglide/messages.js'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import type { ArrivingJudged, MineJudged, Remark, SeenPicture, Verdict } from './judge-line.ts'
import type { Route } from './line-report.ts'

export type LineRow = { term: string; words: string; more?: string[] }
export type LineWords = { verdict: Verdict; summary: string; rows: LineRow[] }

const percent = (share: number) =>
  new Intl.NumberFormat(preferences.locale, {
    style: 'percent',
    maximumFractionDigits: share < 0.1 ? 1 : 0,
  }).format(share)
const whole = (value: number) => String(Math.round(value))

const summaryOf = (loss: number, delayMs: number | null): string =>
  delayMs === null
    ? m.line_sum_loss({ loss: percent(loss) })
    : m.line_sum({ loss: percent(loss), delay: whole(delayMs) })

function voiceRow({ loss, heard }: NonNullable<ArrivingJudged['voice']>): LineRow {
  const words = {
    whole: () => m.line_voice_good(),
    mended: () => m.line_voice_mended({ loss: percent(loss) }),
    broken: () => m.line_voice_poor({ loss: percent(loss) }),
  }
  return { term: m.line_voice(), words: words[heard]() }
}

function pictureRow(term: string, picture: SeenPicture | 'held'): LineRow {
  if (picture === 'held') return { term, words: m.line_picture_held() }
  const { flow, remarks } = picture
  const said: Record<Remark, () => string> = {
    stands: () => m.line_picture_stands({ share: percent(flow.frozen) }),
    shrunk: () => m.line_picture_small(),
    low: () => m.line_picture_asked(),
  }
  const { width, height } = flow
  return {
    term,
    words: m.line_picture_is({ width, height, frames: whole(flow.framesPerSecond) }),
    more: remarks.map((remark) => said[remark]()),
  }
}

export function arrivingWords({ verdict, loss, delayMs, voice, camera, screen }: ArrivingJudged): LineWords {
  const rows: LineRow[] = []
  if (voice) rows.push(voiceRow(voice))
  if (camera) rows.push(pictureRow(m.line_picture(), camera))
  if (screen) rows.push(pictureRow(m.line_screen(), screen))
  rows.push({ term: m.line_lost(), words: percent(loss) })
  if (delayMs !== null) rows.push({ term: m.line_delay(), words: m.line_ms({ ms: whole(delayMs) }) })
  return { verdict, summary: summaryOf(loss, delayMs), rows }
}

function routeWords({ over, relayed }: Route): string {
  if (!relayed) return over === 'udp' ? m.line_route_udp() : m.line_route_tcp()
  return over === 'udp'
    ? m.line_route_relay_udp()
    : over === 'tcp'
      ? m.line_route_relay_tcp()
      : m.line_route_relay_tls()
}

export function myWords({ verdict, loss, route, roundTripMs, down, up, limit, held }: MineJudged): LineWords {
  const rows: LineRow[] = []
  if (route) rows.push({ term: m.line_route(), words: routeWords(route) })
  if (roundTripMs !== null) rows.push({ term: m.line_trip(), words: m.line_ms({ ms: whole(roundTripMs) }) })
  if (up) rows.push({ term: m.line_lost_up(), words: percent(up.loss) })
  if (down) rows.push({ term: m.line_lost(), words: percent(down.loss) })
  const done = [
    held && m.line_done_held({ count: held }),
    limit === 'bandwidth' && m.line_done_bandwidth(),
    limit === 'cpu' && m.line_done_cpu(),
  ].filter((words) => typeof words === 'string')
  const [first = m.line_done_none(), ...more] = done
  rows.push({ term: m.line_done(), words: first, more })
  return { verdict, summary: summaryOf(loss, roundTripMs), rows }
}
