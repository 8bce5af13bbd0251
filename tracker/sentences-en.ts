/** English, plain. */
import { workingDaysBetween } from '../contract/working-days.ts'
import { dayInWords, periodInWords } from './day-words.ts'
import { ended, excerpt, type Sentences } from './sentence.ts'

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
const workingDays = (n: number) => count(n, 'working day', 'working days')
const day = (date: string) => dayInWords(date, 'en')
const quoted = (text: string) => `“${text}”`
const list = new Intl.ListFormat('en-GB', { type: 'conjunction' })
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const english: Sentences = {
  summary: (project, month, { met, onTime, late, red, decisions, meetings, done, overdue }) => {
    const milestones = [
      ...(met > 0 ? [count(met, 'milestone was met', 'milestones were met')] : []),
      ...(onTime > 0 ? [count(onTime, 'milestone is on time', 'milestones are on time')] : []),
      ...(late > 0 ? [count(late, 'milestone needs attention', 'milestones need attention')] : []),
      ...(red > 0 ? [count(red, 'milestone is beyond tolerance', 'milestones are beyond tolerance')] : []),
    ]
    const what = [
      ...(decisions > 0 ? [count(decisions, 'decision was taken', 'decisions were taken')] : []),
      ...(done > 0 ? [count(done, 'action was finished', 'actions were finished')] : []),
      ...(overdue > 0 ? [count(overdue, 'action is overdue', 'actions are overdue')] : []),
    ]
    return [
      milestones.length > 0
        ? `In ${periodInWords(month, 'en')}, in the project ${quoted(project)}, ${list.format(milestones)}.`
        : `In ${periodInWords(month, 'en')} the project ${quoted(project)} had no milestones.`,
      ...(what.length > 0 ? [`${capital(list.format(what))}.`] : []),
      meetings > 0
        ? `The project was discussed in ${count(meetings, 'meeting', 'meetings')}.`
        : 'The project was not discussed in any meeting.',
    ]
  },

  milestone: ({ title, baseline, forecast, actual, slipDays, slipAtStart }, asOf) => {
    if (actual !== null) {
      const when = `The milestone ${quoted(title)} was met on ${day(actual)}`
      if (slipDays === 0) return `${when}, on its baseline.`
      return slipDays < 0
        ? `${when}, ${workingDays(-slipDays)} before its baseline (${day(baseline)}).`
        : `${when}, ${workingDays(slipDays)} after its baseline (${day(baseline)}).`
    }
    const trend = slipDays - slipAtStart
    const moved =
      trend === 0
        ? ''
        : ` During the month its forecast moved ${trend > 0 ? `back by ${workingDays(trend)}` : `forward by ${workingDays(-trend)}`}.`
    if (workingDaysBetween(forecast, asOf) > 0)
      return `The milestone ${quoted(title)} was not met, and its forecast, ${day(forecast)}, has passed.${moved}`
    const expected = `The milestone ${quoted(title)} is forecast for ${day(forecast)}`
    if (slipDays === 0) return `${expected}, on its baseline.${moved}`
    return slipDays < 0
      ? `${expected}, ${workingDays(-slipDays)} before its baseline (${day(baseline)}).${moved}`
      : `${expected}, ${workingDays(slipDays)} after its baseline (${day(baseline)}).${moved}`
  },

  decision: ({ meetingTitle, on, number, text, minutesAct }) => {
    const minutes = minutesAct ? `, minutes no. ${minutesAct.number} of ${day(minutesAct.date)}` : ''
    return ended(
      `Decision no. ${number} of the meeting ${quoted(meetingTitle)} on ${day(on)}${minutes}: ${excerpt(text)}`,
    )
  },

  action: ({ text, ownerName, dueOn, status, closedOn, late }) => {
    const what = ended(excerpt(text))
    if (status === 'dropped') return `Dropped (owner: ${ownerName}): ${what}`
    if (status === 'done' && closedOn !== null)
      return `Finished on ${day(closedOn)}${late ? `, after its due day, ${day(dueOn)}` : ''} (owner: ${ownerName}): ${what}`
    return `${late ? 'Overdue' : 'Open'}, due on ${day(dueOn)} (owner: ${ownerName}): ${what}`
  },

  meeting: ({ title, on, invited, present, institutionsPresent }) =>
    `The meeting ${quoted(title)} on ${day(on)}: ${present === 0 ? 'no attendance recorded' : `${count(present, 'person', 'people')} present from ${count(institutionsPresent, 'institution', 'institutions')}`}, ${invited} invited.`,

  measure: ({ title, forecast, slipDays }, asOf) =>
    workingDaysBetween(forecast, asOf) > 0
      ? `The milestone ${quoted(title)} needs a new forecast: ${day(forecast)} has passed.`
      : `The milestone ${quoted(title)}, ${workingDays(slipDays)} late and beyond its tolerance, needs a decision about its date, scope or resources.`,

  lateAction: ({ text, ownerName, dueOn }) =>
    `To be finished first by ${ownerName}, overdue since ${day(dueOn)}: ${ended(excerpt(text))}`,

  expected: ({ title, forecast }) => `The milestone ${quoted(title)} is forecast for ${day(forecast)}.`,

  dueAction: ({ text, ownerName, dueOn }) => `By ${day(dueOn)}, ${ownerName}: ${ended(excerpt(text))}`,

  more: (n) => `${count(n, 'more fact is', 'more facts are')} in the annex.`,

  none: {
    milestones: 'The project has no milestones in this period.',
    decisions: 'No decision was taken about the project.',
    actions: 'The project has no actions in this period.',
    meetings: 'No meeting was held about the project.',
    'corrective-measures': 'The facts of the period ask for no corrective measures.',
    'next-period': 'No milestone or action is expected in the coming month.',
  },
}
