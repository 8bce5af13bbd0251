import { EntitySchema } from 'typeorm'
import type {
  ActionDraftRow,
  AddendumRow,
  DecisionRow,
  EntryRow,
  MinutesRemarkRow,
  MinutesRow,
} from '../../../scheduler/group-ports.ts'
import { id, instant, integer, json, key, nullable, text } from '../columns.ts'

export const minutesSchema = new EntitySchema<MinutesRow>({
  name: 'minutes',
  columns: {
    meetingId: key,
    status: text,
    act: nullable(json),
    approvedBy: nullable(id),
    approvedAt: nullable(instant),
    publishedAt: nullable(instant),
    openedAt: instant,
    version: integer,
  },
})

export const minutesEntrySchema = new EntitySchema<EntryRow>({
  name: 'minutes_entry',
  columns: {
    id: key,
    meetingId: id,
    agendaItemId: nullable(id),
    position: integer,
    title: text,
    discussion: text,
    version: integer,
  },
})

export const decisionSchema = new EntitySchema<DecisionRow>({
  name: 'decision',
  columns: {
    id: key,
    meetingId: id,
    entryId: id,
    number: integer,
    text,
    milestoneId: nullable(id),
    version: integer,
  },
})

export const minutesActionSchema = new EntitySchema<ActionDraftRow>({
  name: 'minutes_action',
  columns: {
    id: key,
    meetingId: id,
    entryId: id,
    text,
    ownerPersonId: id,
    dueOn: text,
    milestoneId: nullable(id),
    version: integer,
  },
})

export const addendumSchema = new EntitySchema<AddendumRow>({
  name: 'addendum',
  columns: { id: key, meetingId: id, text, act: json, byPersonId: id, at: instant },
})

export const minutesRemarkSchema = new EntitySchema<MinutesRemarkRow>({
  name: 'minutes_remark',
  columns: { id: key, meetingId: id, text, byPersonId: id, at: instant },
})
