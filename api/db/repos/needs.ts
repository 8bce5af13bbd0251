import type { Needs } from '../../../contract/needs.ts'
import type { Id, Instant, LocalDate } from '../../../contract/values.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'

type Item<Kind extends keyof Needs> = Needs[Kind]['items'][number]

/** Minutes of a meeting that was convened are expected of its secretary; without a group, its organizer keeps them. */
const keeper = 'coalesce(working_group.secretary_person_id, meeting.organizer_id)'
const approver = `CASE
  WHEN convocation.meeting_id IS NULL THEN meeting.organizer_id
  WHEN working_group.rules ->> 'minutesApprover' = 'chair' THEN working_group.chair_person_id
  ELSE working_group.secretary_person_id END`

const meetingWithGroup = `
  JOIN meeting ON meeting.id = occurrence.meeting_id AND meeting.status = 'scheduled'
  LEFT JOIN convocation ON convocation.meeting_id = meeting.id
  LEFT JOIN working_group ON working_group.id = convocation.group_id`

const reportWithProject = `
  SELECT report.id AS id, project.name AS "projectName", report.period AS period, report.due_on AS "dueOn",
    report.status AS status
  FROM report JOIN project ON project.id = report.project_id`

/** What waits for a person, a question to each kind, whatever the number of rows. Each answers at most `limit`. */
export function needs(connection: Connection) {
  return {
    invitations: (personId: Id, now: Instant, limit: number) =>
      ask<Item<'invitations'>>(
        connection,
        `SELECT meeting.id AS "meetingId", meeting.title AS title, working_group.name AS "groupName",
          min(occurrence.starts_at) AS "startsAt", min(occurrence.ends_at) AS "endsAt"
        FROM attendee
        JOIN occurrence ON occurrence.meeting_id = attendee.meeting_id
          AND occurrence.status = 'scheduled' AND occurrence.ends_at > :now
        ${meetingWithGroup}
        WHERE (attendee.person_id = :personId OR attendee.email = (SELECT email FROM person WHERE id = :personId))
          AND attendee.part_stat = 'needs-action' AND meeting.organizer_id <> :personId
        GROUP BY meeting.id, meeting.title, working_group.name
        ORDER BY "startsAt", "meetingId" LIMIT :limit`,
        { personId, now, limit },
      ),

    /**
     * The keeper of the minutes writes and publishes them; the approver is asked once something is written. Of a meeting
     * that was convened and has no minutes yet, the keeper is told when it is over, unless that was before `since`.
     */
    minutes: (personId: Id, { now, since }: { now: Instant; since: Instant }, limit: number) =>
      ask<Item<'minutes'>>(
        connection,
        `SELECT meeting.id AS "meetingId", meeting.title AS title, working_group.name AS "groupName",
          occurrence.starts_at AS "startsAt",
          CASE WHEN minutes.status = 'approved' THEN 'publish'
            WHEN ${keeper} = :personId THEN 'write' ELSE 'approve' END AS step
        FROM minutes JOIN occurrence ON occurrence.meeting_id = minutes.meeting_id
        ${meetingWithGroup}
        WHERE minutes.status <> 'published' AND occurrence.starts_at <= :now
          AND (${keeper} = :personId
            OR (minutes.status = 'draft' AND ${approver} = :personId AND (
              EXISTS (SELECT 1 FROM minutes_entry WHERE minutes_entry.meeting_id = meeting.id AND discussion <> '')
              OR EXISTS (SELECT 1 FROM decision WHERE decision.meeting_id = meeting.id)
              OR EXISTS (SELECT 1 FROM minutes_action WHERE minutes_action.meeting_id = meeting.id))))
        UNION ALL
        SELECT meeting.id, meeting.title, working_group.name, occurrence.starts_at, 'write'
        FROM occurrence
        ${meetingWithGroup}
        WHERE occurrence.starts_at > :since AND occurrence.ends_at <= :now AND occurrence.status = 'scheduled'
          AND convocation.meeting_id IS NOT NULL AND ${keeper} = :personId
          AND NOT EXISTS (SELECT 1 FROM minutes WHERE minutes.meeting_id = meeting.id)
        ORDER BY 4, 1 LIMIT :limit`,
        { personId, now, since, limit },
      ),

    /** Open ones due until that day, that day included. */
    actions: (personId: Id, until: LocalDate, limit: number) =>
      ask<Omit<Item<'actions'>, 'late'>>(
        connection,
        `SELECT tracked_action.id AS id, tracked_action.text AS text, project.name AS "projectName",
          tracked_action.due_on AS "dueOn"
        FROM tracked_action
        LEFT JOIN milestone ON milestone.id = tracked_action.milestone_id
        LEFT JOIN project ON project.id = milestone.project_id
        WHERE tracked_action.owner_person_id = :personId AND tracked_action.status = 'open'
          AND tracked_action.due_on <= :until
        ORDER BY tracked_action.due_on, tracked_action.id LIMIT :limit`,
        { personId, until, limit },
      ),

    /** Drafts and returned ones of their author; where nobody is named, of the project's manager. */
    reportsToWrite: (personId: Id, limit: number) =>
      ask<Omit<Item<'reports'>, 'late' | 'step'> & { status: 'draft' | 'returned' }>(
        connection,
        `${reportWithProject}
        WHERE report.status IN ('draft', 'returned')
          AND coalesce(report.author_person_id, project.manager_person_id) = :personId
        ORDER BY report.due_on, report.id LIMIT :limit`,
        { personId, limit },
      ),

    /** Submitted ones that this person does not write: nobody reviews what is their own. */
    reportsToReview: (personId: Id, limit: number) =>
      ask<Omit<Item<'reports'>, 'late' | 'step'>>(
        connection,
        `${reportWithProject}
        WHERE report.status = 'submitted'
          AND (report.author_person_id IS NULL OR report.author_person_id <> :personId)
          AND (project.manager_person_id IS NULL OR project.manager_person_id <> :personId)
        ORDER BY report.due_on, report.id LIMIT :limit`,
        { personId, limit },
      ),
  }
}
