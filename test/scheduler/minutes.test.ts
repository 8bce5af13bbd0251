import { expect, it } from 'vitest'
import type { Minutes } from '../../contract/minutes.ts'
import { changeAgenda, findAgenda } from '../../scheduler/agenda.ts'
import {
  addAddendum,
  approveMinutes,
  publishMinutes,
  returnMinutes,
} from '../../scheduler/approve-minutes.ts'
import type { GroupDeps } from '../../scheduler/group-ports.ts'
import { findMinutes, openMinutes } from '../../scheduler/open-minutes.ts'
import {
  addAction,
  addDecision,
  changeDecision,
  removeDecision,
  writeDiscussion,
} from '../../scheduler/write-minutes.ts'
import { forEachDatabase, type TestDatabase } from '../support/databases.ts'
import { addMeeting, addOrganisation, addPerson } from '../support/people.ts'

const item = (title: string, durationMinutes = 20) =>
  ({ title, kind: 'decision', durationMinutes, speaker: null, milestoneId: null }) as const

/** A meeting with an agenda of two items, led by Ana, minuted by the secretariat. */
async function scene({ work, clock }: TestDatabase) {
  clock.set('2026-12-10T09:00:00Z')
  const mf = await addOrganisation(work, 'MF')
  const ana = await addPerson(work, 'Ana Ionescu', mf, 'project-manager')
  const secretary = await addPerson(work, 'Sorina Pop', mf, 'secretariat')
  const member = await addPerson(work, 'Dan Șerban', mf, 'member')
  const outsider = await addPerson(work, 'Ion Radu', mf, 'member')
  const meetingId = await addMeeting(work, { organizer: ana, people: [member], visibility: 'private' })
  const deps: GroupDeps = { work, clock, zone: 'Europe/Bucharest' }
  await changeAgenda(deps, ana, meetingId, { items: [item('Arhitectura'), item('Buget')], version: 1 })
  return { deps, meetingId, ana, secretary, member, outsider }
}

const firstEntry = (minutes: Minutes) => minutes.entries[0]!
const text = (discussion: string, { discussion: base, version }: Minutes['entries'][number]) => ({
  discussion,
  base,
  version,
})

forEachDatabase((open) => {
  it('keeps an agenda, with each item under the same id however it is moved', async () => {
    const { deps, ana, meetingId } = await scene(await open())
    const { items, version } = await findAgenda(deps, ana, meetingId)
    const turned = [items[1]!, items[0]!].map(
      ({ documents: _documents, position: _position, ...rest }) => rest,
    )
    const saved = await changeAgenda(deps, ana, meetingId, { items: turned, version })
    expect(saved.items.map(({ id, title }) => [id, title])).toEqual([
      [items[1]!.id, 'Buget'],
      [items[0]!.id, 'Arhitectura'],
    ])
    await expect(changeAgenda(deps, ana, meetingId, { items: [], version })).rejects.toThrow('row.changed')
  })

  it('refuses an agenda that is longer than the meeting, and says by how much', async () => {
    const { deps, ana, meetingId } = await scene(await open())
    const ask = { items: [item('Lung', 45), item('Și mai lung', 30)], version: 2 }
    await expect(changeAgenda(deps, ana, meetingId, ask)).rejects.toMatchObject({
      code: 'agenda.longer-than-meeting',
      params: { agendaMinutes: 75, meetingMinutes: 60 },
    })
  })

  it('opens minutes once, with an entry for each item and one for other business', async () => {
    const { deps, ana, secretary, meetingId } = await scene(await open())
    const [one, two] = await Promise.all([
      openMinutes(deps, ana, meetingId),
      openMinutes(deps, secretary, meetingId),
    ])
    expect(one.entries.map(({ id }) => id)).toEqual(two.entries.map(({ id }) => id))
    expect(one.entries.map(({ title }) => title)).toEqual(['Arhitectura', 'Buget', ''])
  })

  it('shows a draft to those who write it, the minutes to members once approved, and nothing to outsiders', async () => {
    const { deps, ana, member, outsider, meetingId } = await scene(await open())
    const { version } = await openMinutes(deps, ana, meetingId)
    await expect(findMinutes(deps, member, meetingId)).rejects.toThrow('minutes.missing')
    await expect(findMinutes(deps, outsider, meetingId)).rejects.toThrow('meeting.missing')
    await approveMinutes(deps, ana, meetingId, version)
    expect((await findMinutes(deps, member, meetingId)).rights.write).toBe(false)
    await expect(findMinutes(deps, outsider, meetingId)).rejects.toThrow('meeting.missing')
  })

  it('keeps the lines of both when two people write one discussion at the same time', async () => {
    const { deps, ana, secretary, meetingId } = await scene(await open())
    const opened = await openMinutes(deps, ana, meetingId)
    const { id } = firstEntry(opened)
    const begun = await writeDiscussion(
      deps,
      ana,
      meetingId,
      id,
      text('Se deschide.\nMF prezintă.', firstEntry(opened)),
    )
    await Promise.all([
      writeDiscussion(deps, ana, meetingId, id, text('Ana deschide.\nMF prezintă.', firstEntry(begun))),
      writeDiscussion(
        deps,
        secretary,
        meetingId,
        id,
        text('Se deschide.\nMF prezintă.\nSe închide.', firstEntry(begun)),
      ),
    ])
    expect(firstEntry(await findMinutes(deps, ana, meetingId)).discussion).toBe(
      'Ana deschide.\nMF prezintă.\nSe închide.',
    )
  })

  it('overwrites nobody: the same line written twice is refused with the text that stands', async () => {
    const { deps, ana, secretary, meetingId } = await scene(await open())
    const opened = await openMinutes(deps, ana, meetingId)
    const { id } = firstEntry(opened)
    await writeDiscussion(deps, ana, meetingId, id, text('Varianta Anei', firstEntry(opened)))
    await expect(
      writeDiscussion(deps, secretary, meetingId, id, text('Varianta Sorinei', firstEntry(opened))),
    ).rejects.toMatchObject({ code: 'minutes.conflict', params: { current: 'Varianta Anei', version: 2 } })
  })

  it('follows the agenda while it is a draft: items come, move and go, and nothing that was written goes with them', async () => {
    const { deps, ana, meetingId } = await scene(await open())
    const opened = await openMinutes(deps, ana, meetingId)
    const [architecture, budget] = opened.entries
    await writeDiscussion(deps, ana, meetingId, architecture!.id, text('S-a discutat.', architecture!))
    await addDecision(deps, ana, meetingId, budget!.id, { text: 'Se aprobă bugetul', milestoneId: null })
    const change = async (items: Parameters<typeof changeAgenda>[3]['items']) => {
      const { version } = await findAgenda(deps, ana, meetingId)
      await changeAgenda(deps, ana, meetingId, { items, version })
      const { entries } = await findMinutes(deps, ana, meetingId)
      return entries.map(({ title, discussion, decisions }) => [title, discussion, decisions.length])
    }
    const kept = { ...item('Bugetul pe 2027'), id: budget!.agendaItemId! }
    expect(await change([item('Nou'), kept, item('Gol')])).toEqual([
      ['Nou', '', 0],
      ['Bugetul pe 2027', '', 1],
      ['Gol', '', 0],
      ['Arhitectura', 'S-a discutat.', 0],
      ['', '', 0],
    ])
    expect((await change([kept])).map(([title]) => title)).toEqual(['Bugetul pe 2027', 'Arhitectura', ''])

    const { version, entries } = await findMinutes(deps, ana, meetingId)
    await writeDiscussion(deps, ana, meetingId, entries[0]!.id, text('Mai mult.', entries[0]!))
    await approveMinutes(deps, ana, meetingId, version + 1)
    expect((await change([item('Prea târziu')])).map(([title]) => title)).not.toContain('Prea târziu')
  })

  it('numbers decisions in the order of the agenda, whenever they were written', async () => {
    const { deps, ana, meetingId } = await scene(await open())
    const { entries } = await openMinutes(deps, ana, meetingId)
    await addDecision(deps, ana, meetingId, entries[1]!.id, { text: 'Se aprobă bugetul', milestoneId: null })
    const both = await addDecision(deps, ana, meetingId, entries[0]!.id, {
      text: 'Se adoptă arhitectura',
      milestoneId: null,
    })
    const numbers = (minutes: Minutes) =>
      minutes.entries.flatMap(({ decisions }) => decisions.map((each) => [each.number, each.text]))
    expect(numbers(both)).toEqual([
      [1, 'Se adoptă arhitectura'],
      [2, 'Se aprobă bugetul'],
    ])
    const left = await removeDecision(deps, ana, meetingId, firstEntry(both).decisions[0]!.id)
    expect(numbers(left)).toEqual([[1, 'Se aprobă bugetul']])
  })

  it('refuses a decision changed on an older version', async () => {
    const { deps, ana, meetingId } = await scene(await open())
    const { entries } = await openMinutes(deps, ana, meetingId)
    const made = await addDecision(deps, ana, meetingId, entries[0]!.id, {
      text: 'Se adoptă',
      milestoneId: null,
    })
    const { id, version } = firstEntry(made).decisions[0]!
    await changeDecision(deps, ana, meetingId, id, { text: 'Se respinge', milestoneId: null, version })
    await expect(
      changeDecision(deps, ana, meetingId, id, { text: 'Se amână', milestoneId: null, version }),
    ).rejects.toThrow('row.changed')
  })

  it('approves only the text that the approver has read', async () => {
    const { deps, ana, secretary, meetingId } = await scene(await open())
    const read = await openMinutes(deps, ana, meetingId)
    await writeDiscussion(
      deps,
      secretary,
      meetingId,
      firstEntry(read).id,
      text('Adăugat între timp', firstEntry(read)),
    )
    await expect(approveMinutes(deps, ana, meetingId, read.version)).rejects.toThrow('row.changed')
  })

  it('lets the secretariat write but not approve', async () => {
    const { deps, secretary, meetingId } = await scene(await open())
    const { version } = await openMinutes(deps, secretary, meetingId)
    await expect(approveMinutes(deps, secretary, meetingId, version)).rejects.toThrow('permission.missing')
  })

  it('numbers approved minutes, keeps the number when they are returned, and locks them when published', async () => {
    const { deps, ana, secretary, member, meetingId } = await scene(await open())
    const draft = await openMinutes(deps, ana, meetingId)
    const approved = await approveMinutes(deps, ana, meetingId, draft.version)
    expect(approved).toMatchObject({
      status: 'approved',
      act: { number: 'PV-1/2026', date: '2026-12-10' },
      approvedBy: 'Ana Ionescu',
    })
    const returned = await returnMinutes(deps, secretary, meetingId, {
      version: approved.version,
      remark: 'Lipsește anexa.',
    })
    expect(returned.remarks).toEqual([
      { text: 'Lipsește anexa.', by: 'Sorina Pop', at: '2026-12-10T09:00:00.000Z' },
    ])
    const again = await approveMinutes(deps, ana, meetingId, returned.version)
    expect(again.act?.number).toBe('PV-1/2026')
    // Why they came back is between those who write them.
    expect((await findMinutes(deps, ana, meetingId)).remarks).toHaveLength(1)
    expect((await findMinutes(deps, member, meetingId)).remarks).toEqual([])
    const published = await publishMinutes(deps, secretary, meetingId, again.version)
    expect(published.status).toBe('published')
    await expect(
      writeDiscussion(deps, ana, meetingId, firstEntry(draft).id, text('Prea târziu', firstEntry(draft))),
    ).rejects.toThrow('minutes.wrong-state')
    const amended = await addAddendum(deps, secretary, meetingId, { text: 'Anexa cu lista prezenței' })
    expect(amended.addenda.map(({ act, by }) => [act.number, by])).toEqual([['PV-2/2026', 'Sorina Pop']])
  })

  it('publishes once when two secretaries publish at the same moment', async () => {
    const { deps, ana, secretary, meetingId } = await scene(await open())
    const { version } = await openMinutes(deps, ana, meetingId)
    const approved = await approveMinutes(deps, ana, meetingId, version)
    const tries = await Promise.allSettled([
      publishMinutes(deps, ana, meetingId, approved.version),
      publishMinutes(deps, secretary, meetingId, approved.version),
    ])
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(tries.find((each) => each.status === 'rejected')?.reason).toMatchObject({
      code: 'minutes.wrong-state',
    })
  })

  it('gives each of many approvals at once a number of its own, without gaps', async () => {
    const database = await open()
    const { deps, ana } = await scene(database)
    const meetings = await Promise.all(
      Array.from({ length: 12 }, () => addMeeting(database.work, { organizer: ana })),
    )
    const approved = await Promise.all(
      meetings.map(async (meetingId) => {
        const { version } = await openMinutes(deps, ana, meetingId)
        return approveMinutes(deps, ana, meetingId, version)
      }),
    )
    const numbers = approved.map(({ act }) => Number(act!.number.match(/\d+/)![0])).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
  })

  it('keeps an action with its owner and the day by which it is due', async () => {
    const { deps, ana, member, meetingId } = await scene(await open())
    const { entries } = await openMinutes(deps, ana, meetingId)
    const ask = {
      text: 'Trimite caietul de sarcini',
      ownerPersonId: member.personId,
      dueOn: '2026-12-18',
      milestoneId: null,
    }
    const saved = await addAction(deps, ana, meetingId, entries[1]!.id, ask)
    expect(saved.entries[1]!.actions).toMatchObject([{ ...ask, ownerName: 'Dan Șerban', version: 1 }])
  })
})
