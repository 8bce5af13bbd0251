import { EntitySchema } from 'typeorm'
import type { Organisation } from '../../../contract/identity.ts'
import type {
  AccountLinkRow,
  AccountRow,
  PersonRow,
  ProviderLinkRow,
  SecondFactorRow,
  SessionRow,
  TokenRow,
} from '../../../identity/ports.ts'
import { bool, id, instant, integer, json, key, nullable, text } from '../columns.ts'

/** `foldedName` sorts and is unique; `searchText` is what a search looks into. Both are made by the repository. */
export type StoredOrganisation = Organisation & { foldedName: string; searchText: string }

export const organisationSchema = new EntitySchema<StoredOrganisation>({
  name: 'organisation',
  columns: { id: key, name: text, shortName: text, foldedName: text, searchText: text, version: integer },
})

export type StoredPerson = PersonRow & { foldedName: string; searchText: string }

export const personSchema = new EntitySchema<StoredPerson>({
  name: 'person',
  columns: {
    id: key,
    name: text,
    email: text,
    position: nullable(text),
    organisationId: nullable(id),
    locale: text,
    createdAt: instant,
    version: integer,
    erasedAt: nullable(instant),
    foldedName: text,
    searchText: text,
  },
})

export const accountSchema = new EntitySchema<AccountRow>({
  name: 'account',
  columns: {
    personId: key,
    roles: json,
    passwordHash: nullable(text),
    suspended: bool,
    createdAt: instant,
    passwordChangedAt: nullable(instant),
    secondFactorSince: nullable(instant),
    providerSince: nullable(instant),
  },
})

export const secondFactorSchema = new EntitySchema<SecondFactorRow>({
  name: 'second_factor',
  columns: { personId: key, sealed: text, lastStep: integer, recovery: json },
})

export const sessionSchema = new EntitySchema<SessionRow>({
  name: 'session',
  columns: {
    id: key,
    personId: id,
    tokenHash: text,
    userAgent: text,
    address: text,
    createdAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
    vouched: nullable(text),
  },
})

export const providerLinkSchema = new EntitySchema<ProviderLinkRow>({
  name: 'provider_link',
  columns: {
    issuer: { ...text, primary: true },
    subject: { ...text, primary: true },
    personId: id,
    roles: json,
    createdAt: instant,
    lastUsedAt: instant,
  },
})

export const accountLinkSchema = new EntitySchema<AccountLinkRow>({
  name: 'account_link',
  columns: { id: key, personId: id, tokenHash: text, createdAt: instant, expiresAt: instant },
})

export const tokenSchema = new EntitySchema<TokenRow>({
  name: 'token',
  columns: {
    id: key,
    personId: id,
    name: text,
    tokenHash: text,
    scopes: json,
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: nullable(instant),
  },
})

/** One row, there from the first migration on: two set-ups compete for it. */
export type InstallationRow = { id: number; setUpAt: string | null; setUpTokenHash: string | null }

export const installationSchema = new EntitySchema<InstallationRow>({
  name: 'installation',
  columns: {
    id: { ...integer, primary: true },
    setUpAt: nullable(instant),
    setUpTokenHash: nullable(text),
  },
})
