import type { ActRef, Group, GroupRules } from '#contract/groups.ts'
import type { PersonChoice } from '#lib/people/person-choice.ts'

/** The shares people ask for by name; any other is typed as a fraction. */
export const quorumShares = ['1/3', '1/2', '2/3', '3/4', '1/1'] as const
export type QuorumShare = (typeof quorumShares)[number] | 'other'

export type ActValues = { number: string; date: string }

/** A group's form as it is typed. */
export type GroupValues = {
  name: string
  shortName: string
  purpose: string
  act: ActValues
  chair: PersonChoice | null
  secretary: PersonChoice | null
  share: QuorumShare
  numerator: string
  denominator: string
  noticeDays: string
  noticeUnit: GroupRules['noticeUnit']
  minutesApprover: GroupRules['minutesApprover']
  reminderHours: string
}

const choice = (one: { personId: string; name: string } | null): PersonChoice | null =>
  one && { id: one.personId, name: one.name, organisation: null }

export const shareOf = ({ numerator, denominator }: GroupRules['quorum']): QuorumShare =>
  quorumShares.find((share) => share === `${numerator}/${denominator}`) ?? 'other'

/** What most groups keep: half of the institutions, three working days of notice, a reminder the day before. */
const usualRules: GroupRules = {
  quorum: { numerator: 1, denominator: 2 },
  noticeDays: 3,
  noticeUnit: 'working',
  minutesApprover: 'chair',
  reminderHours: 24,
}

export function groupValues(group?: Group): GroupValues {
  const rules = group?.rules ?? usualRules
  return {
    name: group?.name ?? '',
    shortName: group?.shortName ?? '',
    purpose: group?.purpose ?? '',
    act: { number: group?.act?.number ?? '', date: group?.act?.date ?? '' },
    chair: choice(group?.chair ?? null),
    secretary: choice(group?.secretary ?? null),
    share: shareOf(rules.quorum),
    numerator: String(rules.quorum.numerator),
    denominator: String(rules.quorum.denominator),
    noticeDays: String(rules.noticeDays),
    noticeUnit: rules.noticeUnit,
    minutesApprover: rules.minutesApprover,
    reminderHours: String(rules.reminderHours),
  }
}

const number = (text: string) => (text.trim() === '' ? undefined : Number(text))

/** An act as it is asked for: nothing typed is no act; half of one is an error that the schema names. */
export const askAct = ({ number: registered, date }: ActValues): Partial<ActRef> | null => {
  if (registered.trim() === '' && date.trim() === '') return null
  return { ...(registered.trim() && { number: registered }), ...(date.trim() && { date: date.trim() }) }
}

/** What is typed as what is asked of the server, but for the version and whether the group is closed. */
export function askGroup(values: GroupValues) {
  const { name, shortName, purpose, act, chair, secretary, share } = values
  const [numerator, denominator] =
    share === 'other' ? [values.numerator, values.denominator] : share.split('/')
  return {
    ...{ name, shortName, purpose },
    act: askAct(act),
    chairPersonId: chair?.id ?? null,
    secretaryPersonId: secretary?.id ?? null,
    rules: {
      quorum: { numerator: number(numerator ?? ''), denominator: number(denominator ?? '') },
      noticeDays: number(values.noticeDays),
      noticeUnit: values.noticeUnit,
      minutesApprover: values.minutesApprover,
      reminderHours: number(values.reminderHours),
    },
  }
}

/** The group as it is asked for again, for changing only whether it is closed. */
export const askAgain = (group: Group) => ({
  ...{ name: group.name, shortName: group.shortName, purpose: group.purpose, act: group.act },
  chairPersonId: group.chair?.personId ?? null,
  secretaryPersonId: group.secretary?.personId ?? null,
  ...{ rules: group.rules, closed: group.closed, version: group.version },
})
