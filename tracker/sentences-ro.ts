/** Romanian, formal and plain. */
import { workingDaysBetween } from '../contract/working-days.ts'
import { dayInWords, periodInWords } from './day-words.ts'
import { ended, excerpt, type Sentences } from './sentence.ts'

const plural = new Intl.PluralRules('ro')

/** "un jalon", "2 jaloane", "20 de jaloane": from twenty on a number takes "de" (DOOM 3). */
function count(n: number, one: string, few: string): string {
  const form = plural.select(n)
  return form === 'one' ? one : form === 'few' ? `${n} ${few}` : `${n} de ${few}`
}

const workingDays = (n: number) => count(n, 'o zi lucrătoare', 'zile lucrătoare')
const day = (date: string) => dayInWords(date, 'ro')
const quoted = (text: string) => `„${text}”`

/** "a", "a și b", "a, b și c". */
const list = new Intl.ListFormat('ro', { type: 'conjunction' })

/** The first word names the whole sentence, so it begins with a capital. */
const capital = (text: string) => text.charAt(0).toLocaleUpperCase('ro') + text.slice(1)

export const romanian: Sentences = {
  summary: (project, month, { met, onTime, late, red, decisions, meetings, done, overdue }) => {
    const milestones = [
      ...(met > 0 ? [count(met, 'un jalon a fost îndeplinit', 'jaloane au fost îndeplinite')] : []),
      ...(onTime > 0 ? [count(onTime, 'un jalon este în grafic', 'jaloane sunt în grafic')] : []),
      ...(late > 0 ? [count(late, 'un jalon cere atenție', 'jaloane cer atenție')] : []),
      ...(red > 0 ? [count(red, 'un jalon a depășit toleranța', 'jaloane au depășit toleranța')] : []),
    ]
    const what = [
      ...(decisions > 0
        ? [`${decisions === 1 ? 's-a luat' : 's-au luat'} ${count(decisions, 'o decizie', 'decizii')}`]
        : []),
      ...(done > 0 ? [count(done, 'o acțiune a fost încheiată', 'acțiuni au fost încheiate')] : []),
      ...(overdue > 0 ? [count(overdue, 'o acțiune este restantă', 'acțiuni sunt restante')] : []),
    ]
    return [
      milestones.length > 0
        ? `În luna ${periodInWords(month, 'ro')}, în proiectul ${quoted(project)}, ${list.format(milestones)}.`
        : `În luna ${periodInWords(month, 'ro')}, proiectul ${quoted(project)} nu a avut jaloane.`,
      ...(what.length > 0 ? [`${capital(list.format(what))}.`] : []),
      meetings > 0
        ? `Proiectul a fost discutat ${meetings === 1 ? 'într-o ședință' : `în ${count(meetings, '', 'ședințe')}`}.`
        : 'Proiectul nu a fost discutat în nicio ședință.',
    ]
  },

  milestone: ({ title, baseline, forecast, actual, slipDays, slipAtStart }, asOf) => {
    if (actual !== null) {
      const when = `Jalonul ${quoted(title)} a fost îndeplinit la ${day(actual)}`
      if (slipDays === 0) return `${when}, la termenul aprobat.`
      return slipDays < 0
        ? `${when}, cu ${workingDays(-slipDays)} înainte de termenul aprobat (${day(baseline)}).`
        : `${when}, cu ${workingDays(slipDays)} după termenul aprobat (${day(baseline)}).`
    }
    const trend = slipDays - slipAtStart
    const moved =
      trend === 0
        ? ''
        : trend > 0
          ? ` În cursul lunii termenul prevăzut s-a amânat cu ${workingDays(trend)}.`
          : ` În cursul lunii termenul prevăzut s-a apropiat cu ${workingDays(-trend)}.`
    if (workingDaysBetween(forecast, asOf) > 0)
      return `Jalonul ${quoted(title)} nu a fost îndeplinit, iar termenul prevăzut, ${day(forecast)}, a trecut.${moved}`
    const expected = `Jalonul ${quoted(title)} este prevăzut pentru ${day(forecast)}`
    if (slipDays === 0) return `${expected}, la termenul aprobat.${moved}`
    return slipDays < 0
      ? `${expected}, cu ${workingDays(-slipDays)} înainte de termenul aprobat (${day(baseline)}).${moved}`
      : `${expected}, cu ${workingDays(slipDays)} după termenul aprobat (${day(baseline)}).${moved}`
  },

  decision: ({ meetingTitle, on, number, text, minutesAct }) => {
    const minutes = minutesAct ? `, proces-verbal nr. ${minutesAct.number} din ${day(minutesAct.date)}` : ''
    return ended(
      `Decizia nr. ${number} a ședinței ${quoted(meetingTitle)} din ${day(on)}${minutes}: ${excerpt(text)}`,
    )
  },

  action: ({ text, ownerName, dueOn, status, closedOn, late }) => {
    const what = ended(excerpt(text))
    if (status === 'dropped') return `Abandonată (responsabil: ${ownerName}): ${what}`
    if (status === 'done' && closedOn !== null)
      return `Încheiată la ${day(closedOn)}${late ? `, după termenul de ${day(dueOn)}` : ''} (responsabil: ${ownerName}): ${what}`
    return `${late ? 'Restantă' : 'În lucru'}, termen ${day(dueOn)} (responsabil: ${ownerName}): ${what}`
  },

  meeting: ({ title, on, invited, present, institutionsPresent }) =>
    `Ședința ${quoted(title)} din ${day(on)}: ${present === 0 ? 'nicio prezență înregistrată' : `${count(present, 'un participant', 'participanți')} din ${count(institutionsPresent, 'o instituție', 'instituții')}`}, ${count(invited, 'un invitat', 'invitați')}.`,

  measure: ({ title, forecast, slipDays }, asOf) =>
    workingDaysBetween(forecast, asOf) > 0
      ? `Pentru jalonul ${quoted(title)} este necesar un nou termen prevăzut: cel de ${day(forecast)} a trecut.`
      : `Pentru jalonul ${quoted(title)}, amânat cu ${workingDays(slipDays)}, peste toleranță, este necesară o decizie privind termenul, conținutul sau resursele.`,

  lateAction: ({ text, ownerName, dueOn }) =>
    `De încheiat cu prioritate de ${ownerName}, cu termenul depășit din ${day(dueOn)}: ${ended(excerpt(text))}`,

  expected: ({ title, forecast }) => `Jalonul ${quoted(title)} este prevăzut pentru ${day(forecast)}.`,

  dueAction: ({ text, ownerName, dueOn }) => `Până la ${day(dueOn)}, ${ownerName}: ${ended(excerpt(text))}`,

  more: (n) => `Încă ${count(n, 'un fapt este în anexă', 'fapte sunt în anexă')}.`,

  none: {
    milestones: 'Proiectul nu are jaloane în această perioadă.',
    decisions: 'Nu s-au luat decizii privind proiectul.',
    actions: 'Proiectul nu are acțiuni în această perioadă.',
    meetings: 'Nu s-au ținut ședințe privind proiectul.',
    'corrective-measures': 'Faptele perioadei nu cer măsuri corective.',
    'next-period': 'Pentru luna următoare nu sunt prevăzute jaloane sau acțiuni.',
  },
}
