/**
 * Where people stand in the database: what is handed out to them of each place, and what becomes of it when they are
 * erased. A test goes through all tables and fails on a column that names people and is not here.
 */

/** `json` are columns that hold JSON as text on one database and come as text from both. */
export type Section = { select: string; order: string; json?: readonly string[] }

/** The title of a meeting that they may know of. */
const title = `CASE WHEN meeting.visibility <> 'private' OR meeting.organizer_id = :id OR EXISTS (
  SELECT 1 FROM attendee own WHERE own.meeting_id = meeting.id AND (own.person_id = :id OR own.email = :email)
) THEN meeting.title END AS "meeting"`
const startsAt = `(SELECT MIN(starts_at) FROM occurrence WHERE occurrence.meeting_id = meeting.id) AS "startsAt"`

/** In the order in which they are handed out. `:id`, `:idText` and `:email` are given. */
export const sections: Readonly<Record<string, Section>> = {
  profile: {
    select: `person.name AS "name", person.email AS "email", person.position AS "position", person.locale AS "locale",
      organisation.name AS "organisation", person.created_at AS "createdAt"
      FROM person LEFT JOIN organisation ON organisation.id = person.organisation_id WHERE person.id = :id`,
    order: 'person.id',
  },
  account: {
    select: `roles AS "roles", CASE WHEN suspended THEN 'yes' ELSE 'no' END AS "suspended", created_at AS "createdAt",
      password_changed_at AS "passwordChangedAt", second_factor_since AS "secondFactorSince"
      FROM account WHERE person_id = :id`,
    order: 'person_id',
    json: ['roles'],
  },
  providers: {
    select: `issuer AS "issuer", subject AS "subject", roles AS "roles", created_at AS "createdAt",
      last_used_at AS "lastUsedAt" FROM provider_link WHERE person_id = :id`,
    order: 'issuer, subject',
    json: ['roles'],
  },
  sessions: {
    select: `user_agent AS "browser", address AS "address", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
      expires_at AS "expiresAt" FROM session WHERE person_id = :id`,
    order: 'created_at, id',
  },
  accountLinks: {
    select: `created_at AS "createdAt", expires_at AS "expiresAt" FROM account_link WHERE person_id = :id`,
    order: 'created_at, id',
  },
  tokens: {
    select: `name AS "name", scopes AS "scopes", created_at AS "createdAt", expires_at AS "expiresAt",
      last_used_at AS "lastUsedAt" FROM token WHERE person_id = :id`,
    order: 'created_at, id',
    json: ['scopes'],
  },
  feeds: {
    select: `working_group.name AS "group", feed.created_at AS "createdAt", feed.last_read_at AS "lastReadAt"
      FROM feed LEFT JOIN working_group ON working_group.id = feed.group_id WHERE feed.person_id = :id`,
    order: 'feed.created_at, feed.id',
  },
  mandates: {
    select: `working_group.name AS "group", organisation.name AS "organisation", mandate.kind AS "kind",
      mandate.act AS "act", mandate.from_day AS "from", mandate.until_day AS "until", mandate.revoked_by AS "revokedBy"
      FROM mandate JOIN working_group ON working_group.id = mandate.group_id
      JOIN organisation ON organisation.id = mandate.organisation_id WHERE mandate.person_id = :id`,
    order: 'mandate.from_day, mandate.id',
    json: ['act', 'revokedBy'],
  },
  offices: {
    select: `name AS "group", CASE WHEN chair_person_id = :id THEN 'chair' ELSE 'secretary' END AS "office"
      FROM working_group WHERE chair_person_id = :id OR secretary_person_id = :id`,
    order: 'name, id',
  },
  meetingsOrganised: {
    select: `meeting.title AS "meeting", ${startsAt}, meeting.zone AS "zone", meeting.visibility AS "visibility",
      meeting.status AS "status", meeting.description AS "description", meeting.created_at AS "createdAt"
      FROM meeting WHERE meeting.organizer_id = :id`,
    order: 'meeting.created_at, meeting.id',
  },
  invitations: {
    select: `meeting.title AS "meeting", ${startsAt}, attendee.role AS "role", attendee.part_stat AS "answer",
      answer.comment AS "comment", answer.answered_at AS "answeredAt"
      FROM attendee JOIN meeting ON meeting.id = attendee.meeting_id LEFT JOIN answer ON answer.attendee_id = attendee.id
      WHERE attendee.person_id = :id OR attendee.email = :email`,
    order: 'attendee.id',
  },
  convocations: {
    select: `${title}, ${startsAt}, organisation.name AS "organisation", convocation_seat.kind AS "kind"
      FROM convocation_seat JOIN meeting ON meeting.id = convocation_seat.meeting_id
      JOIN organisation ON organisation.id = convocation_seat.organisation_id WHERE convocation_seat.person_id = :id`,
    order: 'meeting.id',
  },
  answersByMail: {
    select: `about AS "about", part_stat AS "answer", comment AS "comment", from_name AS "name",
      received_at AS "receivedAt" FROM mailed_answer WHERE from_email = :email`,
    order: 'received_at, id',
  },
  attendance: {
    select: `${title}, seat.name AS "name", seat.organisation AS "organisation", seat_span.kind AS "kind",
      seat_span.from_at AS "from", seat_span.until_at AS "until"
      FROM seat JOIN occurrence ON occurrence.id = seat.occurrence_id JOIN meeting ON meeting.id = occurrence.meeting_id
      LEFT JOIN seat_span ON seat_span.seat_id = seat.id WHERE seat.person_id = :id`,
    order: 'seat.id, seat_span.from_at, seat_span.kind',
  },
  documents: {
    select: `${title}, document.name AS "name", document.mime_type AS "type", document.bytes AS "bytes",
      document.added_at AS "addedAt", document.sha256 AS "sha256",
      '/api/documents/' || CAST(document.id AS text) AS "address"
      FROM document JOIN meeting ON meeting.id = document.meeting_id WHERE document.added_by = :id`,
    order: 'document.added_at, document.id',
  },
  minutesApproved: {
    select: `${title}, minutes.act AS "act", minutes.approved_at AS "approvedAt"
      FROM minutes JOIN meeting ON meeting.id = minutes.meeting_id WHERE minutes.approved_by = :id`,
    order: 'minutes.approved_at, meeting.id',
    json: ['act'],
  },
  addenda: {
    select: `${title}, addendum.text AS "text", addendum.act AS "act", addendum.at AS "at"
      FROM addendum JOIN meeting ON meeting.id = addendum.meeting_id WHERE addendum.by_person_id = :id`,
    order: 'addendum.at, addendum.id',
    json: ['act'],
  },
  actionsInMinutes: {
    // A draft is its writers' alone until it is approved.
    select: `${title}, minutes_action.text AS "text", minutes_action.due_on AS "dueOn"
      FROM minutes_action JOIN minutes ON minutes.meeting_id = minutes_action.meeting_id AND minutes.status <> 'draft'
      JOIN meeting ON meeting.id = minutes_action.meeting_id WHERE minutes_action.owner_person_id = :id`,
    order: 'minutes_action.id',
  },
  actions: {
    select: `text AS "text", due_on AS "dueOn", status AS "status", closed_on AS "closedOn", note AS "note",
      created_at AS "createdAt", CASE WHEN owner_person_id = :id THEN 'owner' ELSE 'closed it' END AS "part"
      FROM tracked_action WHERE owner_person_id = :id OR closed_by_person_id = :id`,
    order: 'created_at, id',
  },
  projects: {
    select: `code AS "code", name AS "name", status AS "status", created_at AS "createdAt"
      FROM project WHERE manager_person_id = :id`,
    order: 'created_at, id',
  },
  milestones: {
    select: `title AS "title", baseline AS "baseline", forecast AS "forecast", actual AS "actual"
      FROM milestone WHERE owner_person_id = :id`,
    order: 'created_at, id',
  },
  forecasts: {
    select: `date AS "date", reason AS "reason", at AS "at" FROM forecast WHERE by_person_id = :id`,
    order: 'at, id',
  },
  reports: {
    select: `project.code AS "project", report.period AS "period", report.status AS "status",
      CASE WHEN report.author_person_id = :id THEN 'author' ELSE 'accepted it' END AS "part",
      CASE WHEN report.author_person_id = :id THEN report.sections END AS "sections",
      report.submitted_at AS "submittedAt", report.accepted_at AS "acceptedAt"
      FROM report JOIN project ON project.id = report.project_id
      WHERE report.author_person_id = :id OR report.accepted_by_person_id = :id`,
    order: 'report.period, report.id',
    json: ['sections'],
  },
  minutesRemarks: {
    select: `${title}, minutes_remark.text AS "text", minutes_remark.at AS "at"
      FROM minutes_remark JOIN meeting ON meeting.id = minutes_remark.meeting_id WHERE minutes_remark.by_person_id = :id`,
    order: 'minutes_remark.at, minutes_remark.id',
  },
  remarks: {
    select: `text AS "text", at AS "at" FROM report_remark WHERE by_person_id = :id`,
    order: 'at, id',
  },
  mails: {
    select: `kind AS "kind", subject AS "subject", to_name AS "name", state AS "state", enqueued_at AS "enqueuedAt",
      changed_at AS "changedAt" FROM mail WHERE to_email = :email`,
    order: 'enqueued_at, id',
  },
  history: {
    // What was changed is handed out where they are what was changed: else it may be somebody else's.
    select: `at AS "at", action AS "action", route AS "route", subject_kind AS "subjectKind", subject_id AS "subjectId",
      CASE WHEN actor_id = :id THEN 'they' ELSE 'somebody else' END AS "by",
      CASE WHEN actor_id = :id THEN address END AS "address",
      CASE WHEN subject_id = :idText THEN changes ELSE '[]' END AS "changes"
      FROM audit_entry WHERE actor_id = :id OR subject_id = :idText`,
    order: 'seq',
    json: ['changes'],
  },
}

/** Where a place stands in the export, or why it does not; and what becomes of it when the person is erased. */
export type Place = { export: { in: string } | { not: string }; erasure: string }

const shown = (section: string, erasure: string): Place => ({ export: { in: section }, erasure })
const kept = (not: string, erasure: string): Place => ({ export: { not }, erasure })
const pseudonym = 'goes on pointing to the person, who is a pseudonym from then on'

/** Every column that says who somebody is, by table and column. */
export const places: Readonly<Record<string, Place>> = {
  'person.email': shown('profile', 'becomes an address that does not exist'),
  'account.person_id': shown('account', 'goes'),
  'provider_link.person_id': shown('providers', 'goes'),
  'session.person_id': shown('sessions', 'goes, and open pages sign out'),
  'account_link.person_id': shown('accountLinks', 'goes'),
  'second_factor.person_id': kept(
    'a secret; since when it counts is in the account',
    'goes with the account',
  ),
  'token.person_id': shown('tokens', 'goes with the account'),
  'feed.person_id': shown('feeds', 'goes'),
  'kept_write.person_id': kept('goes after a day; what was done is in the history', 'goes'),
  'mandate.person_id': shown('mandates', `ends today; ${pseudonym}`),
  'mandate.revoked_by': kept('an act, and nobody', 'stays'),
  'working_group.chair_person_id': shown('offices', 'becomes empty'),
  'working_group.secretary_person_id': shown('offices', 'becomes empty'),
  'meeting.organizer_id': shown('meetingsOrganised', pseudonym),
  'attendee.person_id': shown('invitations', `goes where the meeting is to come; else ${pseudonym}`),
  'attendee.email': shown('invitations', 'goes, or becomes an address that does not exist'),
  'convocation_seat.person_id': shown('convocations', pseudonym),
  'mailed_answer.from_email': shown('answersByMail', 'goes'),
  'seat.person_id': shown('attendance', `${pseudonym}; the name in the seat goes`),
  'document.added_by': shown('documents', pseudonym),
  'minutes.approved_by': shown('minutesApproved', pseudonym),
  'addendum.by_person_id': shown('addenda', pseudonym),
  'minutes_remark.by_person_id': shown('minutesRemarks', pseudonym),
  'minutes_action.owner_person_id': shown('actionsInMinutes', pseudonym),
  'tracked_action.owner_person_id': shown('actions', pseudonym),
  'tracked_action.closed_by_person_id': shown('actions', pseudonym),
  'project.manager_person_id': shown('projects', 'becomes empty'),
  'milestone.owner_person_id': shown('milestones', 'becomes empty'),
  'forecast.by_person_id': shown('forecasts', pseudonym),
  'report.author_person_id': shown('reports', pseudonym),
  'report.accepted_by_person_id': shown('reports', pseudonym),
  'report_remark.by_person_id': shown('remarks', pseudonym),
  'mail.to_email': shown('mails', 'goes'),
  'audit_entry.actor_id': shown('history', `${pseudonym}; the address they came from is blanked`),
  'audit_entry.subject_id': shown('history', 'what was changed of them is blanked'),
  'outbox.actor_id': kept('goes after 30 days; what happened is in the history', pseudonym),
  'erasure.person_id': kept('that somebody was erased', 'says so'),
  'erasure.email': kept('only while an erasure is under way', 'goes at its end'),
  'erasure.by_person_id': kept('who erased somebody is in the history', pseudonym),
  'minutes_name.person_id': kept('of those alone who were erased', 'their name in published minutes stays'),
}
