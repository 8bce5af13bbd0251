/** Everything that a unit of work can reach, by the names that the domains' ports use. */
import type { EntityManager } from 'typeorm'
import type { Dialect } from './data-source.ts'
import { outbox } from './outbox.ts'
import { accountLinks } from './repos/account-links.ts'
import { accounts } from './repos/accounts.ts'
import { actions } from './repos/actions.ts'
import { agendas } from './repos/agendas.ts'
import { answers } from './repos/answers.ts'
import { audit } from './repos/audit.ts'
import { attendance } from './repos/attendance.ts'
import { backlog } from './repos/backlog.ts'
import { convocations } from './repos/convocations.ts'
import { deliveries } from './repos/deliveries.ts'
import { erasures } from './repos/erasures.ts'
import { feeds } from './repos/feeds.ts'
import { groups } from './repos/groups.ts'
import { inbox } from './repos/inbox.ts'
import { installation } from './repos/installation.ts'
import { institutions } from './repos/institutions.ts'
import { jobs } from './repos/jobs.ts'
import { keptWrites } from './repos/kept-writes.ts'
import { knownPeople } from './repos/known-people.ts'
import { mailedAnswers } from './repos/mailed-answers.ts'
import { mails } from './repos/mails.ts'
import { meetingFacts } from './repos/meeting-facts.ts'
import { meetings } from './repos/meetings.ts'
import { milestones } from './repos/milestones.ts'
import { minutes } from './repos/minutes.ts'
import { needs } from './repos/needs.ts'
import { organisations } from './repos/organisations.ts'
import { people } from './repos/people.ts'
import { personalData } from './repos/personal-data.ts'
import { proceedings } from './repos/proceedings.ts'
import { assessments, projects } from './repos/projects.ts'
import { providerLinks } from './repos/provider-links.ts'
import { register } from './repos/register.ts'
import { reminders } from './repos/reminders.ts'
import { reports } from './repos/reports.ts'
import { retention } from './repos/retention.ts'
import { rooms } from './repos/rooms.ts'
import { secondFactors } from './repos/second-factors.ts'
import { sessions } from './repos/sessions.ts'
import { tokens } from './repos/tokens.ts'
import { size } from './repos/size.ts'
import { webhooks } from './repos/webhooks.ts'

/** What every repository is made from: the connection it speaks through, and which database that is. */
export type Connection = { manager: EntityManager; dialect: Dialect }

export const repositories = (connection: Connection) => ({
  outbox: outbox(connection),
  organisations: organisations(connection),
  people: people(connection),
  accounts: accounts(connection),
  sessions: sessions(connection),
  tokens: tokens(connection),
  accountLinks: accountLinks(connection),
  secondFactors: secondFactors(connection),
  providerLinks: providerLinks(connection),
  installation: installation(connection),
  rooms: rooms(connection),
  meetings: meetings(connection),
  attendance: attendance(connection),
  answers: answers(connection),
  mailedAnswers: mailedAnswers(connection),
  inbox: inbox(connection),
  knownPeople: knownPeople(connection),
  groups: groups(connection),
  convocations: convocations(connection),
  agendas: agendas(connection),
  minutes: minutes(connection),
  meetingFacts: meetingFacts(connection),
  register: register(connection),
  mails: mails(connection),
  jobs: jobs(connection),
  backlog: backlog(connection),
  size: size(connection),
  institutions: institutions(connection),
  deliveries: deliveries(connection),
  feeds: feeds(connection),
  reminders: reminders(connection),
  projects: projects(connection),
  milestones: milestones(connection),
  assessments: assessments(connection),
  actions: actions(connection),
  reports: reports(connection),
  proceedings: proceedings(connection),
  keptWrites: keptWrites(connection),
  needs: needs(connection),
  audit: audit(connection),
  retention: retention(connection),
  webhooks: webhooks(connection),
  erasures: erasures(connection),
  personalData: personalData(connection),
})

export type Repositories = ReturnType<typeof repositories>
