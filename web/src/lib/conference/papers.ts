import type { PersonalInvitation } from '#contract/minutes.ts'

/**
 * What lies on the table beside the pictures: agenda and minutes for those who have an account, the agenda for those who
 * came by the personal link of their invitation.
 */
export type Papers =
  | { kind: 'account'; meetingId: string; personId: string }
  | { kind: 'link'; invitation: () => Promise<PersonalInvitation> }
export type Paper = 'agenda' | 'minutes'
