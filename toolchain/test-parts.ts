import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program of Debian that tests run; without it, the tests that need it are skipped or fail, and the run says so. */
export type TestPart = {
  name: string
  /** The Debian package that brings it. */
  package: string
  /** Its program's path, when it is installed. */
  find: () => string | undefined
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (...names: string[]) =>
  names
    .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find(isProgram)

/** Debian keeps each version's programs in a folder of its own, off the PATH; the newest serves. */
const postgresPrograms = () =>
  globSync('/usr/lib/postgresql/*/bin/initdb').sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))

export const chromium: TestPart = {
  name: 'Chromium',
  package: 'chromium',
  find: () => onPath('chromium', 'chromium-browser', 'google-chrome'),
}

export const firefox: TestPart = {
  name: 'Firefox',
  package: 'firefox-esr',
  find: () => onPath('firefox-esr', 'firefox'),
}

/** Makes networks that delay, lose and forbid. Its programs are for administrators, whose folder is not on everybody's PATH. */
export const networks: TestPart = {
  name: 'iproute2',
  package: 'iproute2',
  find: () => onPath('ip') ?? ['/usr/sbin/ip', '/sbin/ip'].find(isProgram),
}

export const postgres: TestPart = {
  name: 'PostgreSQL',
  package: 'postgresql',
  find: () => postgresPrograms().find(isProgram) ?? onPath('initdb'),
}

export const redis: TestPart = {
  name: 'Redis',
  package: 'redis-server',
  find: () => onPath('redis-server', 'valkey-server'),
}

export const ffmpeg: TestPart = { name: 'ffmpeg', package: 'ffmpeg', find: () => onPath('ffmpeg') }

/** Reads the invitations that we write: a library for Debian's own Python, so what is looked for is its file. */
export const calendarReader: TestPart = {
  name: 'python3-icalendar',
  package: 'python3-icalendar',
  find: () =>
    globSync('/usr/lib/python3/dist-packages/icalendar/__init__.py').find(() =>
      isProgram('/usr/bin/python3'),
    ),
}

/** Reads the PDFs that we write: their text, tags and fonts. */
export const pdfReader: TestPart = {
  name: 'poppler',
  package: 'poppler-utils',
  find: () => onPath('pdfinfo'),
}

/** The mailbox that answers to invitations are read from. */
export const imap: TestPart = {
  name: 'Dovecot',
  package: 'dovecot-imapd',
  // Its programs are for administrators, whose folder is not on everybody's PATH.
  find: () => onPath('dovecot') ?? ['/usr/sbin/dovecot'].find(isProgram),
}

/** The server through which media comes from closed networks, with its own client. */
export const turn: TestPart = {
  name: 'coturn',
  package: 'coturn',
  find: () => (onPath('turnutils_uclient') ? onPath('turnserver') : undefined),
}

export const testParts = [
  chromium,
  firefox,
  postgres,
  redis,
  ffmpeg,
  calendarReader,
  pdfReader,
  imap,
  turn,
  networks,
]
