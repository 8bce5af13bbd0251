/** The words of a monitoring report on paper. */
import type { HealthColour, ReportSection, ReportStatus } from '../../../contract/tracking.ts'
import type { Locale } from '../../../contract/values.ts'

type Words = {
  title: (month: string) => string
  subject: (project: string) => string
  number: (number: string) => string
  unregistered: string
  page: (page: number, pages: number) => string
  project: string
  period: string
  author: string
  due: string
  submitted: string
  late: string
  status: string
  statuses: Record<ReportStatus, string>
  sections: Record<ReportSection['key'], string>
  empty: string
  remarks: string
  remark: (text: string, by: string, day: string) => string
  annex: string
  annexNote: string
  milestones: string
  milestoneColumns: [string, string, string, string, string, string]
  colours: Record<HealthColour, string>
  met: string
  slip: (days: number) => string
  decisions: string
  decisionColumns: [string, string, string]
  ofMeeting: (title: string, day: string) => string
  actions: string
  actionColumns: [string, string, string, string]
  open: string
  overdue: string
  done: (day: string) => string
  doneLate: (day: string) => string
  dropped: string
  meetings: string
  meetingColumns: [string, string, string, string, string]
  drawnUp: string
  accepted: string
}

const working = new Intl.PluralRules('ro')
const zile = (n: number) =>
  ({ one: `${n} zi`, few: `${n} zile`, other: `${n} de zile` })[working.select(n) as 'one' | 'few' | 'other']

const ro: Words = {
  title: (month) => `Raport de monitorizare, ${month}`,
  subject: (project) => `Raportul lunar de monitorizare a proiectului ${project}`,
  number: (number) => `Nr. ${number}`,
  unregistered: 'Proiect de raport, neînregistrat',
  page: (page, pages) => `pagina ${page} din ${pages}`,
  project: 'Proiect',
  period: 'Perioada',
  author: 'Întocmit de',
  due: 'Termen de predare',
  submitted: 'Predat la',
  late: 'după termen',
  status: 'Stare',
  statuses: {
    draft: 'în lucru',
    submitted: 'predat, așteaptă decizia',
    returned: 'întors pentru completare',
    accepted: 'acceptat',
  },
  sections: {
    summary: 'Rezumat',
    milestones: 'Jaloane',
    decisions: 'Decizii',
    actions: 'Acțiuni',
    meetings: 'Ședințe',
    'corrective-measures': 'Măsuri corective',
    'next-period': 'Luna următoare',
  },
  empty: 'Fără text.',
  remarks: 'Observațiile direcției',
  remark: (text, by, day) => `${day}, ${by}: ${text}`,
  annex: 'Anexă: faptele perioadei',
  annexNote: 'Abaterea este dată în zile lucrătoare, de la termenul aprobat.',
  milestones: 'Jaloane',
  milestoneColumns: ['Jalon', 'Termen aprobat', 'Termen prevăzut', 'Îndeplinit', 'Abatere', 'Stare'],
  colours: { green: 'în grafic', amber: 'cere atenție', red: 'peste toleranță' },
  met: 'îndeplinit',
  slip: (days) => (days === 0 ? 'la termen' : days > 0 ? `+${zile(days)}` : `−${zile(-days)}`),
  decisions: 'Decizii',
  decisionColumns: ['Nr.', 'Decizia', 'Ședința și procesul-verbal'],
  ofMeeting: (title, day) => `${title}, ${day}`,
  actions: 'Acțiuni',
  actionColumns: ['Acțiunea', 'Responsabil', 'Termen', 'Stare'],
  open: 'în lucru',
  overdue: 'restantă',
  done: (day) => `încheiată la ${day}`,
  doneLate: (day) => `încheiată la ${day}, după termen`,
  dropped: 'abandonată',
  meetings: 'Ședințe',
  meetingColumns: ['Ședința', 'Data', 'Invitați', 'Prezenți', 'Instituții prezente'],
  drawnUp: 'Întocmit',
  accepted: 'Acceptat',
}

const en: Words = {
  title: (month) => `Monitoring report, ${month}`,
  subject: (project) => `Monthly monitoring report of the project ${project}`,
  number: (number) => `No. ${number}`,
  unregistered: 'Draft, not registered',
  page: (page, pages) => `page ${page} of ${pages}`,
  project: 'Project',
  period: 'Period',
  author: 'Drawn up by',
  due: 'Due on',
  submitted: 'Submitted on',
  late: 'late',
  status: 'State',
  statuses: {
    draft: 'draft',
    submitted: 'submitted, awaiting review',
    returned: 'returned for completion',
    accepted: 'accepted',
  },
  sections: {
    summary: 'Summary',
    milestones: 'Milestones',
    decisions: 'Decisions',
    actions: 'Actions',
    meetings: 'Meetings',
    'corrective-measures': 'Corrective measures',
    'next-period': 'Next month',
  },
  empty: 'No text.',
  remarks: 'Remarks of the directorate',
  remark: (text, by, day) => `${day}, ${by}: ${text}`,
  annex: 'Annex: the facts of the period',
  annexNote: 'Slip is counted in working days from the baseline.',
  milestones: 'Milestones',
  milestoneColumns: ['Milestone', 'Baseline', 'Forecast', 'Met', 'Slip', 'State'],
  colours: { green: 'on time', amber: 'needs attention', red: 'beyond tolerance' },
  met: 'met',
  slip: (days) =>
    days === 0 ? 'none' : `${days > 0 ? '+' : '−'}${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`,
  decisions: 'Decisions',
  decisionColumns: ['No.', 'Decision', 'Meeting and minutes'],
  ofMeeting: (title, day) => `${title}, ${day}`,
  actions: 'Actions',
  actionColumns: ['Action', 'Owner', 'Due', 'State'],
  open: 'open',
  overdue: 'overdue',
  done: (day) => `finished on ${day}`,
  doneLate: (day) => `finished on ${day}, late`,
  dropped: 'dropped',
  meetings: 'Meetings',
  meetingColumns: ['Meeting', 'Date', 'Invited', 'Present', 'Institutions present'],
  drawnUp: 'Drawn up by',
  accepted: 'Accepted by',
}

export const reportWords: Record<Locale, Words> = { ro, en }
