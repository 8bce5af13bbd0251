/**
 * What meetings said about milestones, read across the tables of meetings, agendas and minutes. Private meetings are left
 * out throughout, and minutes speak once they are published: a project's page is read by everybody.
 */
import type { ActRef } from '../../../contract/groups.ts'
import type { MilestoneLink, ProjectDecision } from '../../../contract/tracking.ts'
import type { Id, Instant } from '../../../contract/values.ts'
import type { DecisionRecord, MeetingRecord, Proceedings } from '../../../tracker/ports.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { decisionSchema } from '../schema/minutes.ts'

/** A milestone that was talked about more often than this has a page that shows the latest. */
const mostLinks = 200

type LatestRaw = Omit<ProjectDecision, 'minutesAct' | 'milestone'> & {
  minutesAct: string | null
  milestoneId: Id
  milestoneTitle: string
}
type DecisionRaw = Omit<DecisionRecord, 'minutesAct'> & { minutesAct: string | null }

export function proceedings(connection: Connection): Proceedings {
  return {
    linksOf: (milestoneId) =>
      ask<MilestoneLink>(
        connection,
        `SELECT link.kind AS "kind", link.id AS "id", meeting.id AS "meetingId", meeting.title AS "meetingTitle",
           (SELECT MIN(starts_at) FROM occurrence WHERE occurrence.meeting_id = meeting.id) AS "startsAt",
           COALESCE(link.text, meeting.title) AS "text", link.number AS "decisionNumber"
         FROM (
           SELECT 'agenda-item' AS kind, id, meeting_id, title AS text, CAST(NULL AS integer) AS number, position AS place
             FROM agenda_item WHERE milestone_id = :milestoneId
           UNION ALL
           SELECT 'decision', decision.id, decision.meeting_id, decision.text, decision.number, 1000 + decision.number
             FROM decision JOIN minutes ON minutes.meeting_id = decision.meeting_id AND minutes.status = 'published'
             WHERE decision.milestone_id = :milestoneId
           UNION ALL
           SELECT DISTINCT 'meeting', task.meeting_id, task.meeting_id, CAST(NULL AS text), CAST(NULL AS integer), 0
             FROM minutes_action task
             JOIN minutes ON minutes.meeting_id = task.meeting_id AND minutes.status = 'published'
             WHERE task.milestone_id = :milestoneId
               AND NOT EXISTS (SELECT 1 FROM agenda_item item
                 WHERE item.meeting_id = task.meeting_id AND item.milestone_id = :milestoneId)
               AND NOT EXISTS (SELECT 1 FROM decision
                 WHERE decision.meeting_id = task.meeting_id AND decision.milestone_id = :milestoneId)
         ) link
         JOIN meeting ON meeting.id = link.meeting_id AND meeting.visibility <> 'private' AND meeting.status = 'scheduled'
         ORDER BY "startsAt" DESC, link.meeting_id, link.place
         LIMIT ${mostLinks}`,
        { milestoneId },
      ),

    hasDecision: (id) => connection.manager.existsBy(decisionSchema, { id }),

    async latestDecisionsOf(projectId, most) {
      const rows = await ask<LatestRaw>(
        connection,
        `SELECT decision.id AS "decisionId", decision.number AS "number", decision.text AS "text",
           meeting.id AS "meetingId", meeting.title AS "meetingTitle", minutes.act AS "minutesAct",
           (SELECT MIN(starts_at) FROM occurrence WHERE occurrence.meeting_id = meeting.id) AS "startsAt",
           milestone.id AS "milestoneId", milestone.title AS "milestoneTitle"
         FROM decision
         JOIN milestone ON milestone.id = decision.milestone_id AND milestone.project_id = :projectId
         JOIN minutes ON minutes.meeting_id = decision.meeting_id AND minutes.status = 'published'
         JOIN meeting ON meeting.id = decision.meeting_id AND meeting.visibility <> 'private'
         ORDER BY "startsAt" DESC, meeting.id, decision.number LIMIT :most`,
        { projectId, most },
      )
      return rows.map(({ minutesAct, milestoneId, milestoneTitle, ...row }) => ({
        ...row,
        minutesAct: JSON.parse(minutesAct ?? 'null') as ActRef | null,
        milestone: { id: milestoneId, title: milestoneTitle },
      }))
    },

    async decisionsOf(projectId, from, until) {
      const rows = await ask<DecisionRaw>(
        connection,
        `SELECT decision.id AS "decisionId", meeting.id AS "meetingId", meeting.title AS "meetingTitle",
           occurrence.starts_at AS "startsAt", decision.number AS "number", decision.text AS "text",
           minutes.act AS "minutesAct"
         FROM decision
         JOIN milestone ON milestone.id = decision.milestone_id AND milestone.project_id = :projectId
         JOIN minutes ON minutes.meeting_id = decision.meeting_id AND minutes.status = 'published'
         JOIN meeting ON meeting.id = decision.meeting_id AND meeting.visibility <> 'private'
         JOIN occurrence ON occurrence.meeting_id = meeting.id
           AND occurrence.starts_at >= :from AND occurrence.starts_at < :until
         ORDER BY occurrence.starts_at, meeting.id, decision.number`,
        { projectId, from, until },
      )
      return rows.map((row) => ({
        ...row,
        minutesAct: JSON.parse(row.minutesAct ?? 'null') as ActRef | null,
      }))
    },

    meetingsOf: (projectId: Id, from: Instant, until: Instant) =>
      ask<MeetingRecord>(
        connection,
        `SELECT meeting.id AS "meetingId", meeting.title AS "title", occurrence.starts_at AS "startsAt",
           (SELECT COUNT(*) FROM attendee WHERE attendee.meeting_id = meeting.id) AS "invited",
           (SELECT COUNT(DISTINCT COALESCE(CAST(seat.person_id AS text),
               CASE WHEN seat.guest_id LIKE 'gone-%' THEN seat.guest_id ELSE seat.name END)) FROM seat
             WHERE seat.occurrence_id = occurrence.id) AS "present",
           (SELECT COUNT(DISTINCT seat.organisation) FROM seat
             WHERE seat.occurrence_id = occurrence.id) AS "institutionsPresent"
         FROM occurrence
         JOIN meeting ON meeting.id = occurrence.meeting_id
           AND meeting.visibility <> 'private' AND meeting.status = 'scheduled'
         WHERE occurrence.starts_at >= :from AND occurrence.starts_at < :until
           AND occurrence.status = 'scheduled'
           AND meeting.id IN (
             SELECT item.meeting_id FROM agenda_item item
               JOIN milestone ON milestone.id = item.milestone_id AND milestone.project_id = :projectId
             UNION
             SELECT decision.meeting_id FROM decision
               JOIN milestone ON milestone.id = decision.milestone_id AND milestone.project_id = :projectId
               JOIN minutes ON minutes.meeting_id = decision.meeting_id AND minutes.status = 'published'
             UNION
             SELECT task.meeting_id FROM minutes_action task
               JOIN milestone ON milestone.id = task.milestone_id AND milestone.project_id = :projectId
               JOIN minutes ON minutes.meeting_id = task.meeting_id AND minutes.status = 'published'
           )
         ORDER BY occurrence.starts_at, meeting.id`,
        { projectId, from, until },
      ),
  }
}
