/** What was mailed, in both directions. */
import { ask } from '../ask.ts'
import { type DueRow, eachInTurn, isOver, type KeptKind, within } from './due.ts'

/** Mails that are settled, and not of a meeting to come: its calendar entries are told by what was mailed last. */
export const mailsKept: KeptKind = {
  all: 'SELECT COUNT(*) AS count FROM mail',
  walk: 'mail',
  due: (only = '') => `SELECT CAST(mail.id AS text) AS id, mail.subject AS label, mail.changed_at AS at,
      'removed' AS fate, mail.to_email, mail.attachment_id
    FROM mail
    WHERE mail.state IN ('sent', 'failed') AND mail.changed_at < :before
      AND ${isOver('mail.meeting_id', ':now')} ${only}`,
  people: (due) => `SELECT COUNT(DISTINCT to_email) AS count FROM ${due}`,

  async remove(connection, times, stretch, limit) {
    const [only, ends] = within('mail', stretch)
    const rows = await ask<{ id: string; attachmentId: string | null }>(
      connection,
      `SELECT id, attachment_id AS "attachmentId" FROM (${mailsKept.due(only)}) due ORDER BY at, id LIMIT ${limit}`,
      { ...times, ...ends },
    )
    await eachInTurn(rows, ({ id }) => ask(connection, 'DELETE FROM mail WHERE id = :id', { id }))
    for (const id of new Set(rows.flatMap(({ attachmentId }) => attachmentId ?? [])))
      await ask(
        connection,
        `DELETE FROM mail_attachment WHERE id = :id
         AND NOT EXISTS (SELECT 1 FROM mail WHERE mail.attachment_id = mail_attachment.id)`,
        { id },
      )
    return { removed: rows.length, trimmed: 0 }
  },
}

/** Answers by mail that were nobody's, and what people wrote beside theirs, once the meeting is over. */
export const answersKept: KeptKind = {
  all: `SELECT (SELECT COUNT(*) FROM mailed_answer) + (SELECT COUNT(*) FROM answer WHERE comment IS NOT NULL) AS count`,
  walk: 'meeting',
  due: (
    only = '',
  ) => `SELECT CAST(mailed_answer.id AS text) AS id, meeting.title AS label, mailed_answer.received_at AS at,
      'removed' AS fate, mailed_answer.from_email AS whose
    FROM mailed_answer JOIN meeting ON meeting.id = mailed_answer.meeting_id
    WHERE mailed_answer.received_at < :before
      AND (mailed_answer.settled_at IS NOT NULL OR ${isOver('meeting.id', ':now')}) ${only}
    UNION ALL
    SELECT CAST(answer.attendee_id AS text), meeting.title, answer.answered_at,
      'trimmed', COALESCE(attendee.email, CAST(attendee.person_id AS text))
    FROM answer
    JOIN attendee ON attendee.id = answer.attendee_id
    JOIN meeting ON meeting.id = attendee.meeting_id
    WHERE answer.answered_at < :before AND answer.comment IS NOT NULL AND ${isOver('meeting.id', ':now')} ${only}`,
  people: (due) => `SELECT COUNT(DISTINCT whose) AS count FROM ${due}`,

  async remove(connection, times, stretch, limit) {
    const [only, ends] = within('meeting', stretch)
    const rows = await ask<DueRow>(
      connection,
      `SELECT id, fate FROM (${answersKept.due(only)}) due ORDER BY at, id LIMIT ${limit}`,
      { ...times, ...ends },
    )
    await eachInTurn(rows, ({ id, fate }) =>
      ask(
        connection,
        fate === 'removed'
          ? 'DELETE FROM mailed_answer WHERE id = :id'
          : 'UPDATE answer SET comment = NULL WHERE attendee_id = :id',
        { id },
      ),
    )
    const removed = rows.filter(({ fate }) => fate === 'removed').length
    return { removed, trimmed: rows.length - removed }
  },
}
