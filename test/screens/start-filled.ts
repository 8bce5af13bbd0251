/** The product as its own process on a fresh data folder, filled with ready data; `stop` leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSecrets } from '../../api/secrets.ts'
import { invitationToken } from '../../scheduler/invitation-link.ts'
import { actionToken } from '../../tracker/action-link.ts'
import { freePort } from '../support/free-port.ts'
import { runProduct, untilReady } from '../support/run-product.ts'
import { makeReadyData, type ReadyData } from './ready-data.ts'
import { noProjects } from './ready-projects.ts'

export const administrator = { email: 'ana.ionescu@mdlpa.example', password: 'pădurea de fagi din Săcele' }

export type Filled = ReadyData & { url: string; dataDir: string; stop: () => Promise<void> }

/** With `empty`, only the administrator exists. */
export async function startFilled({ empty = false }: { empty?: boolean } = {}): Promise<Filled> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sfat-screens-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const product = runProduct({
    DATA_DIR: dataDir,
    PORT: String(port),
    SFU_PORT: '0',
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    // Its button stands on the sign-in page; nobody listens there.
    ...{ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_CLIENT_ID: 'sfat', OIDC_CLIENT_SECRET: 'secret' },
    OIDC_LABEL: 'contul guvernamental',
    LOG_LEVEL: 'error',
  })
  const stop = async () => {
    await product.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  const sign = async (action: ReadyData['projects']['action']) =>
    actionToken((await loadSecrets(dataDir)).guestLink, action)
  const personalLink = async (attendeeId: string) =>
    `/i/${invitationToken((await loadSecrets(dataDir)).guestLink, attendeeId)}`
  try {
    await untilReady(product, url)
    const data = empty
      ? await nothing(url)
      : await makeReadyData(url, administrator, Temporal.Now.instant(), sign, personalLink)
    return { ...data, url, dataDir, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function nothing(url: string): Promise<ReadyData> {
  const { createBrowser } = await import('../support/browser.ts')
  const browser = createBrowser(url)
  await browser.post('/api/session', administrator)
  const reports = { draftId: '', returnedId: '', acceptedId: '', projectId: '', milestoneId: '' }
  const minutes = { draftId: '', returnedId: '', publishedId: '' }
  return {
    browser,
    meetingId: '',
    privateId: '',
    cancelledId: '',
    roomId: '',
    personId: '',
    reports,
    projects: noProjects,
    minutes,
    convocations: { groupId: '', meetingId: '', invitation: '', cancelledInvitation: '' },
    groups: { groupId: '', emptyGroupId: '', closedGroupId: '' },
    webhooks: { failingId: '', offId: '' },
  }
}
