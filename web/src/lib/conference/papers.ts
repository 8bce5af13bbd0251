/** What lies on the table beside the pictures, for those who have an account. */
export type Papers = { meetingId: string; personId: string }
export type Paper = 'agenda' | 'minutes'
