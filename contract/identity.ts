/**
 * People, the organisations they come from, and the accounts they sign in with.
 * A person may exist without an account (somebody invited by mail); an account is always a person's.
 */
import { z } from 'zod'
import { EmailAddress, Id, Instant, line, LinkToken, Locale, Version } from './values.ts'

export const roles = ['administrator', 'secretariat', 'project-manager', 'directorate', 'member'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** Whoever asks for something and has signed in: the only identity that use cases see. */
export type Actor = {
  personId: Id
  sessionId: Id
  name: string
  roles: readonly Role[]
  locale: Locale
  /** What must be done before anything but the own account is open. */
  owes?: 'second-factor'
  /** An identity provider let them into this browser. */
  byProvider?: boolean
}

export const Organisation = z.object({ id: Id, name: line(200), shortName: line(24), version: Version })
export type Organisation = z.infer<typeof Organisation>

export const AddOrganisation = z.strictObject({ name: line(200), shortName: line(24) })
export type AddOrganisation = z.infer<typeof AddOrganisation>
export const ChangeOrganisation = AddOrganisation.extend({ version: Version })
export type ChangeOrganisation = z.infer<typeof ChangeOrganisation>

/** A person as every signed-in person may see it; `roles` is empty for somebody without an account. */
export const Person = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  /** What the person is at work: "Șef serviciu". */
  position: z.string().nullable(),
  organisation: Organisation.pick({ id: true, name: true, shortName: true }).nullable(),
  locale: Locale,
  hasAccount: z.boolean(),
  /** False when an administrator has suspended the account, or its owner has not yet chosen a password. */
  canSignIn: z.boolean(),
  /** By an administrator; an account whose owner has not yet chosen a password is not. */
  suspended: z.boolean(),
  roles: z.array(Role),
  version: Version,
})
export type Person = z.infer<typeof Person>

export const AddPerson = z.strictObject({
  name: line(120),
  email: EmailAddress,
  position: line(120).nullable().default(null),
  organisationId: Id.nullable().default(null),
  locale: Locale.default('ro'),
  /** With at least one role an account is made, and a one-time link by which its owner chooses a password. */
  roles: z.array(Role).max(roles.length).default([]),
})
export type AddPerson = z.infer<typeof AddPerson>

export const ChangePerson = z.strictObject({
  name: line(120),
  email: EmailAddress,
  position: line(120).nullable(),
  organisationId: Id.nullable(),
  locale: Locale,
  roles: z.array(Role).max(roles.length),
  suspended: z.boolean(),
  version: Version,
})
export type ChangePerson = z.infer<typeof ChangePerson>

/** A link that works once: for choosing the first password or a new one. Shown to the administrator who made it. */
export const AccountLink = z.object({ url: z.string(), expiresAt: Instant })
export type AccountLink = z.infer<typeof AccountLink>

/** NIST SP 800-63B-4 §3.1.1.2: at least 15 characters where the password is the only factor is advised; 12 is our floor. */
export const passwordMinLength = 12
export const Password = z.string().min(passwordMinLength).max(256)

/** From an authenticator app, or a recovery code. */
const OneTimeCode = z.string().trim().min(6).max(40)

/** `code` is for accounts with a second factor: without it they are answered `session.code-required`. */
export const SignIn = z.strictObject({
  email: EmailAddress,
  password: z.string().min(1).max(256),
  code: OneTimeCode.optional(),
})
export type SignIn = z.infer<typeof SignIn>

/** The first administrator and the first organisation; `token` is from the link printed at the first start. */
export const SetUp = z.strictObject({
  token: LinkToken,
  name: line(120),
  email: EmailAddress,
  password: Password,
  organisation: AddOrganisation,
  locale: Locale,
})
export type SetUp = z.infer<typeof SetUp>

export const ChoosePassword = z.strictObject({
  token: LinkToken,
  password: Password,
  code: OneTimeCode.optional(),
})
export type ChoosePassword = z.infer<typeof ChoosePassword>
export const ChangePassword = z.strictObject({ current: z.string().min(1).max(256), password: Password })
export type ChangePassword = z.infer<typeof ChangePassword>

/** For who has forgotten the password: a link goes to the address, if there is an account. */
export const ForgottenPassword = z.strictObject({ email: EmailAddress })
export type ForgottenPassword = z.infer<typeof ForgottenPassword>

/** Who has no password, because a provider lets them in, leaves it out: then they must have signed in a moment ago. */
export const ConfirmPassword = z.strictObject({ current: z.string().min(1).max(256).optional() })
export type ConfirmPassword = z.infer<typeof ConfirmPassword>
export const ConfirmCode = z.strictObject({ code: OneTimeCode })
export type ConfirmCode = z.infer<typeof ConfirmCode>

/** For an authenticator app (RFC 6238): `secret` to type, `uri` to show as a QR code. */
export const NewSecondFactor = z.object({ secret: z.string(), uri: z.string() })
export type NewSecondFactor = z.infer<typeof NewSecondFactor>
/** Each is good once, instead of a code from the app; told once. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const ChangeProfile = z.strictObject({
  name: line(120),
  position: line(120).nullable(),
  locale: Locale,
})
export type ChangeProfile = z.infer<typeof ChangeProfile>

/** One signed-in browser, as its owner sees it. */
export const Session = z.object({
  id: Id,
  current: z.boolean(),
  userAgent: z.string(),
  address: z.string(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
})
export type Session = z.infer<typeof Session>

export const Me = z.object({
  person: Person,
  roles: z.array(Role),
  sessionId: Id,
  /** False for who signs in by the identity provider alone. */
  hasPassword: z.boolean(),
  /** Since when my account is tied to one at the identity provider; null when it is not. */
  providerSince: Instant.nullable(),
  /** The identity provider let me into this browser, and I am probably still signed in there. */
  byProvider: z.boolean(),
  secondFactor: z.object({
    since: Instant.nullable(),
    /** The installation demands one of this role; until it is there, nothing but the own account is open. */
    demanded: z.boolean(),
    recoveryCodesLeft: z.int(),
  }),
})
export type Me = z.infer<typeof Me>

/** The page's first question: who am I, and is this installation ready? */
export const Boot = z.object({
  me: Me.nullable(),
  /** Whether there are monitoring reports for me: to write, or to read. */
  reports: z.boolean(),
  setUpNeeded: z.boolean(),
  defaults: z.object({ zone: z.string(), locale: Locale }),
  mail: z.boolean(),
  /** The identity provider by which people may sign in beside their passwords, and what its button says. */
  provider: z.object({ label: z.string() }).nullable(),
  version: z.string(),
})
export type Boot = z.infer<typeof Boot>
