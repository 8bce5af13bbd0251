/** Working groups for the ready data: one in full swing, one whose seats are not all filled, one that was closed. */
import type { AddGroup, AddMandate, Group } from '../../contract/groups.ts'
import type { Boot, Organisation, Person } from '../../contract/identity.ts'
import type { Browser } from '../support/browser.ts'

export type ReadyGroups = { groupId: string; emptyGroupId: string; closedGroupId: string }

const rules: AddGroup['rules'] = {
  quorum: { numerator: 1, denominator: 2 },
  noticeDays: 3,
  noticeUnit: 'working',
  minutesApprover: 'chair',
  reminderHours: 24,
}

/** `browser` is signed in as the administrator, who sits in the first group and keeps the minutes of the second. */
export async function makeReadyGroups(
  browser: Browser,
  people: Readonly<Record<string, Person>>,
  organisations: Readonly<Record<string, Organisation>>,
  today: Temporal.PlainDate,
): Promise<ReadyGroups> {
  const ask = async <T>(method: 'post' | 'put', path: string, body: unknown): Promise<T> => {
    const answer = await browser[method](path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  const post = <T>(path: string, body: unknown) => ask<T>('post', path, body)
  const { me } = (await browser.get('/api/session')).body as Boot
  const mine = me!.person.id
  const year = today.year
  const idOf = (name: string) => people[name]!.id
  const day = (months: number) => today.add({ months }).toString()
  const add = (group: Partial<AddGroup> & Pick<AddGroup, 'name' | 'shortName'>) =>
    post<Group>('/api/groups', {
      ...{ purpose: '', act: null, chairPersonId: null, secretaryPersonId: null, rules },
      ...group,
    })
  const seat = (groupId: string, mandate: Partial<AddMandate> & { name?: string; organisation: string }) => {
    const { name, organisation, ...rest } = mandate
    return post<Group>(`/api/groups/${groupId}/mandates`, {
      ...{
        personId: name === undefined ? mine : idOf(name),
        organisationId: organisations[organisation]!.id,
        kind: 'titular',
      },
      ...{ act: { number: '1182', date: `${year}-01-14` }, from: day(-9), until: null },
      ...rest,
    })
  }

  const group = await add({
    name: 'Grupul de lucru interministerial pentru Strategia națională a locuirii',
    shortName: 'GLI Locuire',
    purpose:
      'Urmărește îndeplinirea indicatorilor strategiei, propune măsuri de corecție și avizează raportul lunar de monitorizare înainte de trimiterea lui la Secretariatul General al Guvernului.',
    act: { number: '524', date: `${year - 1}-11-03` },
    chairPersonId: idOf('Dragoș Văduva'),
    secretaryPersonId: idOf('Cătălina Țurcanu'),
  })
  await seat(group.id, { name: 'Elena Constantinescu-Brătianu', organisation: 'MDLPA' })
  await seat(group.id, { organisation: 'MDLPA', kind: 'supleant' })
  await seat(group.id, { name: 'Dragoș Văduva', organisation: 'SGG' })
  await seat(group.id, {
    name: 'Cătălina Țurcanu',
    organisation: 'ANL',
    until: today.add({ days: 20 }).toString(),
  })
  const before = await seat(group.id, {
    ...{ name: 'George Munteanu', organisation: 'MF' },
    act: { number: '77/MF', date: `${year - 1}-11-20` },
  })
  const revoked = before.mandates.find(({ personName }) => personName === 'George Munteanu')!
  await post(`/api/groups/${group.id}/mandates/${revoked.id}/revoke`, {
    act: { number: '203/MF', date: day(-2) },
    until: day(-2),
  })
  await seat(group.id, {
    ...{ name: 'Bogdan Șerbănescu', organisation: 'MF', from: day(-1) },
    act: { number: '204/MF', date: day(-2) },
  })
  await seat(group.id, {
    ...{ name: 'George Munteanu', organisation: 'MF', kind: 'supleant', from: day(1) },
    act: { number: '231/MF', date: today.toString() },
  })

  const meet = (title: string, start: string) =>
    post(`/api/groups/${group.id}/convene`, {
      ...{ title, start, zone: 'Europe/Bucharest', durationMinutes: 120, roomId: null, video: true },
      ...{ description: '', attendees: [], agenda: [] },
    })
  await meet('Ședința ordinară a grupului', `${today.add({ days: 14 })}T10:00`)
  await meet('Avizarea raportului de monitorizare', `${today.add({ days: 28 })}T10:00`)

  const empty = await add({
    name: 'Comisia de coordonare a achizițiilor publice verzi',
    shortName: 'CC Achiziții',
    rules: { ...rules, quorum: { numerator: 2, denominator: 3 }, noticeUnit: 'calendar', noticeDays: 5 },
    secretaryPersonId: mine,
  })

  const old = {
    ...{ name: 'Grupul pentru digitalizarea cadastrului', shortName: 'GL Cadastru', purpose: '', rules },
    act: { number: '88', date: `${year - 2}-03-01` },
    ...{ chairPersonId: idOf('George Munteanu'), secretaryPersonId: null },
  }
  const closed = await add(old)
  await ask('put', `/api/groups/${closed.id}`, { ...old, closed: true, version: closed.version })
  return { groupId: group.id, emptyGroupId: empty.id, closedGroupId: closed.id }
}
