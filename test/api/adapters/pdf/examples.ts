/** A believable report and believable minutes, with names that paper must not spoil. */
import type { MinutesPaper } from '../../../../api/adapters/pdf/minutes-pdf.ts'
import type { ReportPaper } from '../../../../api/adapters/pdf/report-pdf.ts'
import type { ReportFact } from '../../../../contract/tracking.ts'
import { draftReport } from '../../../../tracker/draft-report.ts'

const id = (number: number) => `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`
const institution = 'Ministerul Educației și Cercetării – Direcția Generală Infrastructură Informatică'

const milestoneTitles = [
  'Caiet de sarcini avizat de Comitetul Tehnico-Economic',
  'Prototip în 12 școli pilot din județele Iași, Cluj și Timiș',
  'Migrarea catalogului & a foilor matricole <etapa I>',
  'Instruirea inspectoratelor școlare județene',
  'Recepția finală a platformei',
]
const colours = ['green', 'red', 'amber', 'green', 'green'] as const

/** Facts of a month; `times` multiplies the decisions and actions. */
export function exampleFacts(times = 1): ReportFact[] {
  const milestones = milestoneTitles.map((title, index): ReportFact => ({
    kind: 'milestone',
    id: `milestone:${id(index)}`,
    milestoneId: id(index),
    title,
    baseline: ['2026-11-10', '2026-11-20', '2026-12-11', '2027-02-15', '2027-06-30'][index]!,
    forecast: ['2026-11-12', '2026-12-18', '2026-12-15', '2027-02-15', '2027-06-30'][index]!,
    actual: index === 0 ? '2026-11-12' : null,
    slipDays: [2, 18, 2, 0, 0][index]!,
    slipAtStart: [2, 3, 0, 0, 0][index]!,
    colour: colours[index]!,
  }))
  const decisions = Array.from({ length: 3 * times }, (_, index): ReportFact => ({
    kind: 'decision',
    id: `decision:${id(100 + index)}`,
    decisionId: id(100 + index),
    meetingId: id(50),
    meetingTitle: 'Comitetul de coordonare a catalogului electronic',
    number: index + 1,
    text: [
      'Se amână prototipul până la 18 decembrie 2026, pentru că furnizorul nu a livrat modulul de autentificare.',
      'Se aprobă lista celor 12 școli pilot.',
      'Se solicită inspectoratelor Brașov, Bacău și Vâlcea desemnarea câte unui „responsabil de catalog”.',
    ][index % 3]!,
    minutesAct: { number: 'PV-3/2026', date: '2026-11-13' },
    on: '2026-11-12',
  }))
  const actions = Array.from({ length: 4 * times }, (_, index): ReportFact => ({
    kind: 'action',
    id: `action:${id(1000 + index)}`,
    actionId: id(1000 + index),
    text: [
      'Transmite furnizorului notificarea de întârziere',
      'Cere avizul Autorității pentru Digitalizarea României',
      'Pregătește sala și echipamentele pentru instruire',
      'Verifică interoperabilitatea cu registrul matricol unic',
    ][index % 4]!,
    ownerName: ['Ștefan Țuțuianu', 'Ioana-Mărioara Brânză', 'Kovács Ödön', 'Γιώργος Παπαδόπουλος'][
      index % 4
    ]!,
    dueOn: ['2026-11-16', '2026-11-25', '2026-12-15', '2026-11-27'][index % 4]!,
    status: (['done', 'open', 'open', 'done'] as const)[index % 4]!,
    closedOn: ['2026-11-16', null, null, '2026-11-30'][index % 4]!,
    late: [false, true, false, true][index % 4]!,
  }))
  return [
    ...milestones,
    ...decisions,
    ...actions,
    {
      kind: 'meeting',
      id: `meeting:${id(50)}`,
      meetingId: id(50),
      title: 'Comitetul de coordonare a catalogului electronic',
      on: '2026-11-12',
      invited: 23,
      present: 20,
      institutionsPresent: 6,
    },
  ]
}

export function exampleReport(locale: 'ro' | 'en', times = 1): ReportPaper {
  const facts = exampleFacts(times)
  const project = { id: id(1), code: 'CAT-01', name: 'Catalog electronic național' }
  return {
    institution,
    zone: 'Europe/Bucharest',
    madeAt: '2026-12-09T08:00:00.000Z',
    report: {
      id: id(2),
      project,
      period: '2026-11',
      status: 'accepted',
      act: { number: 'R-12/2026', date: '2026-12-03' },
      author: { personId: id(3), name: 'Ștefan Țuțuianu' },
      locale,
      dueOn: '2026-12-08',
      submittedAt: '2026-12-08T09:30:00.000Z',
      late: false,
      sections: draftReport({
        project: project.name,
        period: '2026-11',
        today: '2026-12-01',
        locale,
        facts,
      }).map((section) => ({ ...section, sentences: [] })),
      facts,
      changedFacts: [],
      remarks: [
        {
          text: 'Precizați măsura propusă pentru prototip și cine o aprobă.',
          by: 'Ioana Păun',
          at: '2026-12-04T12:00:00.000Z',
        },
      ],
      accepted: { by: 'Ioana Păun', at: '2026-12-09T07:00:00.000Z' },
      rights: { edit: false, submit: false, review: false },
      version: 5,
    },
  }
}

export function exampleMinutes(): MinutesPaper {
  const attendee = (
    number: number,
    name: string,
    organisation: string,
    role: 'chair' | 'required' | 'optional',
  ) => ({
    personId: number < 5 ? id(300 + number) : null,
    name,
    organisation,
    role,
    comment: null,
  })
  const present = (from: string, until: string | null) => [
    { from: `2026-11-12T${from}:00.000Z`, until: until === null ? null : `2026-11-12T${until}:00.000Z` },
  ]
  return {
    institution,
    madeAt: '2026-11-13T08:00:00.000Z',
    meeting: {
      title: 'Comitetul de coordonare a catalogului electronic',
      zone: 'Europe/Bucharest',
      room: { id: id(9), name: 'Sala Spiru Haret', building: 'Str. G-ral Berthelot 28–30' },
      video: true,
      attendees: [
        attendee(0, 'Ioana Păun', 'Ministerul Educației și Cercetării', 'chair'),
        attendee(1, 'Ștefan Țuțuianu', 'Ministerul Educației și Cercetării', 'required'),
        attendee(2, 'Kovács Ödön', 'Inspectoratul Școlar Județean Cluj', 'required'),
        attendee(3, 'Ana-Mărioara Brânză', 'Autoritatea pentru Digitalizarea României', 'required'),
        attendee(5, 'Dr. Jean d’Ormesson', 'Expert extern', 'optional'),
      ],
      occurrences: [{ startsAt: '2026-11-12T08:00:00.000Z', endsAt: '2026-11-12T09:30:00.000Z' }],
    },
    attendance: [
      {
        personId: id(300),
        name: 'Ioana Păun',
        organisation: 'MEC',
        guest: false,
        present: present('07:58', '09:28'),
      },
      {
        personId: id(301),
        name: 'Ștefan Țuțuianu',
        organisation: 'MEC',
        guest: false,
        present: present('08:01', '08:40'),
      },
      {
        personId: id(301),
        name: 'Ștefan Țuțuianu',
        organisation: 'MEC',
        guest: false,
        present: present('08:42', '09:28'),
      },
      {
        personId: id(302),
        name: 'Kovács Ödön',
        organisation: 'ISJ Cluj',
        guest: false,
        present: present('08:00', '09:28'),
      },
      {
        personId: null,
        name: 'Dr. Jean d’Ormesson',
        organisation: null,
        guest: true,
        present: present('08:05', '09:00'),
      },
      {
        personId: null,
        name: 'Maria Țăranu',
        organisation: null,
        guest: true,
        present: present('08:10', '09:28'),
      },
    ],
    agenda: [
      { title: 'Aprobarea ordinii de zi', durationMinutes: 5, speaker: null },
      { title: 'Stadiul prototipului', durationMinutes: 40, speaker: 'Ștefan Țuțuianu' },
      { title: 'Lista școlilor pilot', durationMinutes: 30, speaker: 'Kovács Ödön' },
    ],
    convocation: {
      groupId: id(20),
      groupName: 'Grupul de lucru pentru catalogul electronic',
      act: { number: 'C-12/2026', date: '2026-11-02' },
      sentAt: '2026-11-02T10:00:00.000Z',
      shortNoticeReason: null,
      repeatsMeetingId: null,
    },
    quorum: { needed: 3, present: 4, waived: false },
    minutes: {
      act: { number: 'PV-3/2026', date: '2026-11-13' },
      approvedBy: 'Ioana Păun',
      approvedAt: '2026-11-13T07:00:00.000Z',
      entries: [
        {
          id: id(60),
          agendaItemId: id(61),
          title: 'Aprobarea ordinii de zi',
          discussion: '',
          decisions: [],
          actions: [],
          version: 1,
        },
        {
          id: id(62),
          agendaItemId: id(63),
          title: 'Stadiul prototipului',
          discussion:
            'Domnul Țuțuianu arată că furnizorul a livrat două din cele trei module. Modulul de autentificare lipsește, iar testele din școli nu pot începe fără el.\n\nDoamna Păun întreabă dacă termenul din decembrie este realist. Reprezentantul inspectoratului Cluj propune începerea cu școlile care au deja conturi în sistemul județean.',
          decisions: [
            {
              id: id(70),
              entryId: id(62),
              number: 1,
              text: 'Se amână prototipul până la 18 decembrie 2026, pentru că furnizorul nu a livrat modulul de autentificare.',
              milestoneId: null,
              version: 1,
            },
          ],
          actions: [
            {
              id: id(80),
              entryId: id(62),
              text: 'Transmite furnizorului notificarea de întârziere',
              ownerPersonId: id(301),
              ownerName: 'Ștefan Țuțuianu',
              dueOn: '2026-11-16',
              milestoneId: null,
              version: 1,
            },
          ],
          version: 3,
        },
        {
          id: id(64),
          agendaItemId: id(65),
          title: 'Lista școlilor pilot',
          discussion: 'Se prezintă lista. Nu sunt obiecții.',
          decisions: [
            {
              id: id(71),
              entryId: id(64),
              number: 2,
              text: 'Se aprobă lista celor 12 școli pilot.',
              milestoneId: null,
              version: 1,
            },
          ],
          actions: [
            {
              id: id(81),
              entryId: id(64),
              text: 'Anunță școlile și le cere câte un „responsabil de catalog”',
              ownerPersonId: id(302),
              ownerName: 'Kovács Ödön',
              dueOn: '2026-11-25',
              milestoneId: null,
              version: 1,
            },
          ],
          version: 2,
        },
      ],
      addenda: [],
    },
  }
}
