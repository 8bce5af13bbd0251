import type {
  AccountLink,
  AddOrganisation,
  AddPerson,
  ChangeOrganisation,
  ChangePerson,
  Organisation,
  Person,
} from '#contract/identity.ts'
import type { Page } from '#contract/values.ts'
import { allPages } from './all-pages.ts'
import { request } from './request.ts'

type Asked = {
  search?: string | undefined
  organisationId?: string | undefined
  cursor?: string | undefined
  limit?: number
}

export const listPeople = (query: Asked, signal?: AbortSignal) =>
  request<Page<Person>>('GET', '/api/people', { query, ...(signal && { signal }) })
export const getPerson = (id: string) => request<Person>('GET', `/api/people/${id}`)

/** A person with roles gets an account and a link to choose a password; without mail the administrator hands it over. */
export const addPerson = (body: AddPerson) =>
  request<{ person: Person; link: AccountLink | null }>('POST', '/api/people', { body })
export const changePerson = (id: string, body: ChangePerson) =>
  request<Person>('PUT', `/api/people/${id}`, { body })
export const makeAccountLink = (id: string) => request<AccountLink>('POST', `/api/people/${id}/account-link`)

export const listOrganisations = (signal?: AbortSignal) =>
  allPages<Organisation>('/api/organisations', {}, signal)
export const addOrganisation = (body: AddOrganisation) =>
  request<Organisation>('POST', '/api/organisations', { body })
export const changeOrganisation = (id: string, body: ChangeOrganisation) =>
  request<Organisation>('PUT', `/api/organisations/${id}`, { body })
export const removeOrganisation = (id: string) => request<void>('DELETE', `/api/organisations/${id}`)

/** For who has lost the phone; they are signed out everywhere. */
export const resetSecondFactor = (id: string) => request<void>('DELETE', `/api/people/${id}/second-factor`)
