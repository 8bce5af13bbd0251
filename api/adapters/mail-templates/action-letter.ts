import type { Locale, LocalDate } from '../../../contract/values.ts'
import { clip, type Fact, hello, type Letter, paragraph, type Reader } from './letter.ts'
import { sayDate } from './spoken-time.ts'

export type AssignedAction = {
  text: string
  dueOn: LocalDate
  /** Where it was decided. */
  meetingTitle: string | null
  milestone: { title: string; projectName: string } | null
  /** Personal: closes this one action without signing in. */
  closeUrl: string
}

type Words = {
  toDoBy: (due: string) => string
  given: string
  due: string
  decidedAt: string
  milestone: string
  project: string
  how: string
  close: string
  reason: string
}

const words: Record<Locale, Words> = {
  ro: {
    toDoBy: (due) => `De făcut până la ${due}`,
    given: 'V-a fost încredințată acțiunea',
    due: 'Termen',
    decidedAt: 'Hotărâtă la',
    milestone: 'Jalon',
    project: 'Proiect',
    how: 'Când este gata, închideți-o cu legătura de mai jos; nu trebuie să intrați în cont. Legătura este numai pentru dumneavoastră: nu o trimiteți mai departe.',
    close: 'Închideți acțiunea',
    reason: 'Primiți acest mesaj pentru că sunteți responsabil de această acțiune.',
  },
  en: {
    toDoBy: (due) => `To do by ${due}`,
    given: 'You have been given the action',
    due: 'Due',
    decidedAt: 'Decided at',
    milestone: 'Milestone',
    project: 'Project',
    how: 'When it is done, close it with the link below; you need not sign in. The link is for you alone: please do not pass it on.',
    close: 'Close the action',
    reason: 'You get this message because you are responsible for this action.',
  },
}

/** To the owner of an action, when it becomes theirs. */
export function actionLetter(action: AssignedAction, { name, locale }: Reader): Letter {
  const { text, dueOn, meetingTitle, milestone, closeUrl } = action
  const say = words[locale]
  const due = sayDate(dueOn, locale)
  const rows: Fact[] = [
    { label: say.due, value: due },
    ...(meetingTitle ? [{ label: say.decidedAt, value: meetingTitle }] : []),
    ...(milestone
      ? [
          { label: say.milestone, value: milestone.title },
          { label: say.project, value: milestone.projectName },
        ]
      : []),
  ]
  return {
    locale,
    subject: `${say.toDoBy(due)}: ${clip(text, 90)}`,
    preview: clip(text, 140),
    title: say.toDoBy(due),
    greeting: hello[locale](name),
    blocks: [
      { kind: 'quote', label: say.given, text },
      { kind: 'facts', rows },
      paragraph(say.how),
      { kind: 'button', label: say.close, url: closeUrl },
    ],
    reason: say.reason,
  }
}
