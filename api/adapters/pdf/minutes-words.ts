/** The words of minutes on paper. */
import type { AttendeeRole } from '../../../contract/scheduling.ts'
import type { Locale } from '../../../contract/values.ts'

type Words = {
  title: string
  subject: (meeting: string) => string
  number: (number: string) => string
  unregistered: string
  page: (page: number, pages: number) => string
  group: string
  date: string
  place: string
  room: (name: string, building: string) => string
  online: string
  convocation: string
  convoked: (number: string, day: string) => string
  repeats: string
  shortNotice: string
  quorum: string
  quorumOf: (present: number, needed: number) => string
  quorumWaived: string
  chair: string
  agenda: string
  agendaItem: (title: string, minutes: number, speaker: string | null) => string
  presence: string
  presenceColumns: [string, string, string, string]
  roles: Record<AttendeeRole | 'guest', string>
  absent: string
  presenceUnknown: string
  presenceForgotten: (people: number) => string
  presentNoHours: string
  proceedings: string
  noDiscussion: string
  decision: (number: number, text: string) => string
  actions: string
  actionColumns: [string, string, string, string]
  addenda: string
  addendum: (number: string, day: string, by: string) => string
  approved: string
}

const ro: Words = {
  title: 'Proces-verbal',
  subject: (meeting) => `Procesul-verbal al ședinței ${meeting}`,
  number: (number) => `Nr. ${number}`,
  unregistered: 'Proiect de proces-verbal, neînregistrat',
  page: (page, pages) => `pagina ${page} din ${pages}`,
  group: 'Grupul de lucru',
  date: 'Data',
  place: 'Locul',
  room: (name, building) => `${name}, ${building}`,
  online: 'prin videoconferință',
  convocation: 'Convocarea',
  convoked: (number, day) => `nr. ${number} din ${day}`,
  repeats: 'reconvocare: ședința este statutară fără cvorum',
  shortNotice: 'Motivul convocării de urgență',
  quorum: 'Cvorumul',
  quorumOf: (present, needed) =>
    `${present} ${present === 1 ? 'instituție prezentă' : 'instituții prezente'}, ${needed} necesare`,
  quorumWaived: 'nu este necesar la reconvocare',
  chair: 'Președinte',
  agenda: 'Ordinea de zi',
  agendaItem: (title, minutes, speaker) =>
    `${title} (${minutes} min${speaker === null ? '' : `, prezintă ${speaker}`})`,
  presence: 'Prezența',
  presenceColumns: ['Nume', 'Instituție', 'Calitate', 'Prezență'],
  roles: { chair: 'președinte', required: 'participant', optional: 'invitat', guest: 'invitat' },
  absent: 'absent',
  presenceUnknown: 'Prezența nu a fost înregistrată electronic.',
  presenceForgotten: (people) =>
    `Au fost ${people === 1 ? 'prezentă o persoană' : `prezente ${people} persoane`}. Cine anume nu se mai păstrează: termenul prezenței nominale a trecut.`,
  presentNoHours: 'prezent',
  proceedings: 'Dezbateri și decizii',
  noDiscussion: 'Fără dezbateri consemnate.',
  decision: (number, text) => `Decizia nr. ${number}. ${text}`,
  actions: 'Acțiuni stabilite',
  actionColumns: ['Nr.', 'Acțiunea', 'Responsabil', 'Termen'],
  addenda: 'Completări',
  addendum: (number, day, by) => `Completarea nr. ${number} din ${day}, ${by}`,
  approved: 'Aprobat',
}

const en: Words = {
  title: 'Minutes',
  subject: (meeting) => `Minutes of the meeting ${meeting}`,
  number: (number) => `No. ${number}`,
  unregistered: 'Draft minutes, not registered',
  page: (page, pages) => `page ${page} of ${pages}`,
  group: 'Working group',
  date: 'Date',
  place: 'Place',
  room: (name, building) => `${name}, ${building}`,
  online: 'by video conference',
  convocation: 'Convocation',
  convoked: (number, day) => `no. ${number} of ${day}`,
  repeats: 'second convocation: valid without quorum',
  shortNotice: 'Reason for the short notice',
  quorum: 'Quorum',
  quorumOf: (present, needed) =>
    `${present} ${present === 1 ? 'institution' : 'institutions'} present, ${needed} needed`,
  quorumWaived: 'not needed at a second convocation',
  chair: 'Chair',
  agenda: 'Agenda',
  agendaItem: (title, minutes, speaker) =>
    `${title} (${minutes} min${speaker === null ? '' : `, presented by ${speaker}`})`,
  presence: 'Attendance',
  presenceColumns: ['Name', 'Institution', 'Role', 'Presence'],
  roles: { chair: 'chair', required: 'participant', optional: 'guest', guest: 'guest' },
  absent: 'absent',
  presenceUnknown: 'Attendance was not recorded electronically.',
  presenceForgotten: (people) =>
    `${people === 1 ? 'One person was' : `${people} people were`} present. Who they were is no longer kept: the time of attendance by name is over.`,
  presentNoHours: 'present',
  proceedings: 'Discussion and decisions',
  noDiscussion: 'No discussion recorded.',
  decision: (number, text) => `Decision no. ${number}. ${text}`,
  actions: 'Actions agreed',
  actionColumns: ['No.', 'Action', 'Owner', 'Due'],
  addenda: 'Addenda',
  addendum: (number, day, by) => `Addendum no. ${number} of ${day}, ${by}`,
  approved: 'Approved by',
}

export const minutesWords: Record<Locale, Words> = { ro, en }
