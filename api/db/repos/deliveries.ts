import type { MailKind } from '../../../contract/administration.ts'
import type { Delivery } from '../../../contract/minutes.ts'
import type { DeliveriesView } from '../../../scheduler/invitation-ports.ts'
import type { Connection } from '../repositories.ts'
import { mails } from './mails.ts'

/** What the secretary sees of each kind of mail; mails of other kinds are not about a meeting. */
const shown: Partial<Record<MailKind, Delivery['kind']>> = {
  invitation: 'invitation',
  update: 'update',
  cancellation: 'cancellation',
  removal: 'cancellation',
  reminder: 'reminder',
  minutes: 'minutes',
}

export function deliveries(connection: Connection): DeliveriesView {
  return {
    async of(meetingId) {
      const traces = await mails(connection).tracesOf(meetingId)
      return traces
        .flatMap(
          ({ attendeeId, kind, toName, toEmail, state, attempts, lastError, changedAt }): Delivery[] => {
            const as = shown[kind]
            if (!as || attendeeId === null) return []
            return [
              {
                attendeeId,
                name: toName,
                email: toEmail,
                kind: as,
                state,
                attempts,
                lastError,
                at: changedAt,
              },
            ]
          },
        )
        .sort((a, b) => b.at.localeCompare(a.at))
    },
  }
}
