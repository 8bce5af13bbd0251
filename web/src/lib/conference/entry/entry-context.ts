/** What the pages before and after the call know of the meeting. */
export type MeetingCard = {
  title: string
  /** RFC 3339 instants and the zone in which the meeting is held; null where they may not be known. */
  startsAt: string | null
  endsAt: string | null
  zone: string
  organizerName: string | null
  /** The meeting's own page, for those who may open it. */
  href: string | null
}
