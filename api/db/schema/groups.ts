import { EntitySchema } from 'typeorm'
import type {
  AgendaItemRow,
  ConvocationRow,
  DocumentRow,
  GroupRow,
  MandateRow,
  ConvocationSeatRow,
} from '../../../scheduler/group-ports.ts'
import { bool, id, instant, integer, json, key, nullable, text } from '../columns.ts'

/** `foldedName` sorts and is unique; the repository makes it. */
export type StoredGroup = GroupRow & { foldedName: string }

export const groupSchema = new EntitySchema<StoredGroup>({
  name: 'working_group',
  columns: {
    id: key,
    name: text,
    foldedName: text,
    shortName: text,
    purpose: text,
    act: nullable(json),
    chairPersonId: nullable(id),
    secretaryPersonId: nullable(id),
    rules: json,
    closed: bool,
    createdAt: instant,
    version: integer,
  },
})

/** `from` and `until` are words of SQL: the columns are `from_day` and `until_day`. */
export const mandateSchema = new EntitySchema<MandateRow>({
  name: 'mandate',
  columns: {
    id: key,
    groupId: id,
    personId: id,
    organisationId: id,
    kind: text,
    act: json,
    from: { ...text, name: 'from_day' },
    until: { ...nullable(text), name: 'until_day' },
    revokedBy: nullable(json),
  },
})

export const convocationSchema = new EntitySchema<ConvocationRow>({
  name: 'convocation',
  columns: {
    meetingId: key,
    groupId: id,
    act: json,
    sentAt: instant,
    shortNoticeReason: nullable(text),
    repeatsMeetingId: nullable(id),
  },
})

export const convocationSeatSchema = new EntitySchema<ConvocationSeatRow>({
  name: 'convocation_seat',
  columns: { meetingId: key, personId: key, organisationId: id, kind: text },
})

export const agendaSchema = new EntitySchema<{ meetingId: string; version: number }>({
  name: 'agenda',
  columns: { meetingId: key, version: integer },
})

export const agendaItemSchema = new EntitySchema<AgendaItemRow>({
  name: 'agenda_item',
  columns: {
    id: key,
    meetingId: id,
    position: integer,
    title: text,
    kind: text,
    durationMinutes: integer,
    speaker: nullable(text),
    milestoneId: nullable(id),
  },
})

export const documentSchema = new EntitySchema<DocumentRow>({
  name: 'document',
  columns: {
    id: key,
    meetingId: id,
    agendaItemId: id,
    name: text,
    mimeType: text,
    bytes: integer,
    sha256: text,
    addedAt: instant,
    addedBy: id,
  },
})

export const registerSchema = new EntitySchema<{ kind: string; year: number; last: number }>({
  name: 'register',
  columns: { kind: { ...text, primary: true }, year: { ...integer, primary: true }, last: integer },
})
