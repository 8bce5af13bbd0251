/** Writes `docs/permissions.md` from the tables: `node test/permissions/write-docs.ts`. The test holds the two together. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { answers, conferenceTable, places, whereTheyAre } from './conference-table.ts'
import { callers, table, topics, verdicts, whoTheyAre } from './table.ts'

const root = join(import.meta.dirname, '..', '..')
export const docsFile = join(root, 'docs', 'permissions.md')

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const head = (cells: readonly string[]) => [line(cells), line(cells.map(() => '---'))]
const list = (entries: Readonly<Record<string, string>>) =>
  Object.entries(entries).map(([name, words]) => `- **${name}** ${words}`)

/** The page as it must stand in `docs/`. */
export async function writePermissions(): Promise<string> {
  const markdown = [
    '# Who may do what',
    '',
    'This page is made from `test/permissions/table.ts` and `conference-table.ts`. The test beside them knocks at every door as everybody, on both databases, and fails when an answer is another, or when a route has no row.',
    '',
    'Those who ask:',
    '',
    ...list(whoTheyAre),
    '',
    'What they are answered:',
    '',
    ...list(verdicts),
    '',
    'What a list shows is decided line by line: a private meeting is a time that is taken to all but its organiser, its attendees, its group’s chair and secretary, the secretariat and administrators; an action is listed for its owner, the manager of its project, the secretariat, the directorate and administrators; a report for its author, the manager of its project, the directorate and administrators.',
    '',
    '## Over HTTP',
    '',
    ...head(['route', 'of', ...callers]),
    ...table.map(({ route, about, who }) =>
      line([`\`${route}\``, about, ...callers.map((caller) => who[caller])]),
    ),
    '',
    '## Watching for changes (the socket `/live`)',
    '',
    'A page is only told that something has changed, and asks again over HTTP.',
    '',
    ...head(['topic', 'of', ...callers]),
    ...topics.map(({ topic, about, who }) =>
      line([
        `\`${topic}${topic.endsWith(':') ? 'ID' : ''}\``,
        about,
        ...callers.map((caller) => who[caller]),
      ]),
    ),
    '',
    '## In a running conference (the socket `/conference`)',
    '',
    'Nobody is heard without a ticket, which is signed for one minute, one meeting and one role. Those who ask:',
    '',
    ...list(whereTheyAre),
    '',
    'What they are answered:',
    '',
    ...list(answers),
    '',
    ...head(['request', ...places]),
    ...Object.entries(conferenceTable).map(([name, who]) =>
      line([`\`${name}\``, ...places.map((place) => who[place])]),
    ),
    '',
  ].join('\n')
  const config = await resolveConfig(docsFile)
  return format(markdown, { ...config, filepath: docsFile })
}

/** Whether the page in `docs/` is the one that the tables make. */
export const isWritten = async (): Promise<boolean> =>
  (await readFile(docsFile, 'utf8').catch(() => '')) === (await writePermissions())

if (import.meta.main) await writeFile(docsFile, await writePermissions())
