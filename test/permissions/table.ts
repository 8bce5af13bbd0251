/**
 * Who may do what, door by door: the one source of `docs/permissions.md` (made by `write-docs.ts`) and of the test that
 * knocks at every door as everybody. A route without a row here fails that test.
 */
export const callers = [
  'nobody',
  'guest',
  'outsider',
  'member',
  'chair',
  'other manager',
  'manager',
  'directorate',
  'secretariat',
  'administrator',
] as const
export type Caller = (typeof callers)[number]

/** Who they are, for the reader of the table. */
export const whoTheyAre: Readonly<Record<Caller, string>> = {
  nobody: 'has not signed in and holds no link',
  guest: 'has not signed in and holds the link of a mail or of a meeting',
  outsider: 'has the role _member_ and sits in another group',
  member: 'has the role _member_, sits in the group, is invited to its meetings and owes the action',
  chair: 'has the role _member_ and chairs the group',
  'other manager': 'has the role _project-manager_ and manages another project',
  manager: 'has the role _project-manager_, manages the project and writes its report',
  directorate: 'has the role _directorate_',
  secretariat: 'has the role _secretariat_ and organises the meetings',
  administrator: 'has the role _administrator_',
}

export const verdicts = {
  yes: 'may',
  busy: 'is told that the time is taken, and nothing else',
  forbidden: 'may not, and is told so (403)',
  missing: 'is not told that it exists (404)',
  'sign-in': 'is asked to sign in (401)',
  invalid: 'is told that the link opens nothing (404, 410)',
} as const
export type Verdict = keyof typeof verdicts
export type Verdicts = Readonly<Record<Caller, Verdict>>

/** `about` tells rows of one route apart: what it is asked of. */
export type Row = { route: string; about: string; who: Verdicts }

const strangers: readonly Caller[] = ['nobody', 'guest']
const each = (verdict: (caller: Caller) => Verdict): Verdicts =>
  Object.fromEntries(callers.map((caller) => [caller, verdict(caller)])) as Record<Caller, Verdict>
const inside = (verdict: (caller: Caller) => Verdict) =>
  each((caller) => (strangers.includes(caller) ? 'sign-in' : verdict(caller)))

const everybody = each(() => 'yes')
const signedIn = inside(() => 'yes')
const nobodyAtAll = inside(() => 'missing')
const byLink = each((caller) => (caller === 'nobody' ? 'invalid' : 'yes'))
/** The others are told that they may not. */
const only = (...may: Caller[]) => inside((caller) => (may.includes(caller) ? 'yes' : 'forbidden'))
/** `may` may; `know` are told that they may not; to all others it does not exist. */
const known = (may: readonly Caller[], know: readonly Caller[] = []) =>
  inside((caller) => (may.includes(caller) ? 'yes' : know.includes(caller) ? 'forbidden' : 'missing'))

const keepers = ['secretariat', 'administrator'] as const
const hosts = ['chair', ...keepers] as const
const insiders = ['member', ...hosts] as const
const seeReport = ['manager', 'directorate', 'administrator'] as const

const row = (route: string, about: string, who: Verdicts): Row => ({ route, about, who })
/** A route that is asked of a meeting that everybody may know of, and of a private one. */
const ofMeeting = (route: string, open: Verdicts, hidden: Verdicts): Row[] => [
  row(route, 'a meeting', open),
  row(route, 'a private meeting', hidden),
]
const minutes = '/api/meetings/:id/minutes'

export const table: readonly Row[] = [
  row('GET /health/live', '', everybody),
  row('GET /health/ready', '', everybody),
  row('GET /metrics', 'on the same machine', everybody),
  row(
    'GET /metrics',
    'through a proxy, without the token',
    each(() => 'forbidden'),
  ),
  row('GET /api/openapi.json', '', everybody),
  row('GET /api/docs', '', everybody),
  row('GET /api/docs.css', '', everybody),

  row('GET /api/session', '', everybody),
  row('POST /api/session', 'a wrong password', everybody),
  row('DELETE /api/session', '', everybody),
  row('GET /api/session/oidc', 'without a provider', everybody),
  row('GET /api/session/oidc/return', 'without a provider', everybody),
  row('POST /api/session/oidc/code', 'without a provider', everybody),
  row('GET /api/session/oidc/end', 'without a provider', everybody),
  row('POST /api/password', 'an invented link', everybody),
  row('POST /api/password/forgotten', 'without a mail server', everybody),
  row('POST /api/setup', 'after the set-up', everybody),
  row('GET /api/me', '', signedIn),
  row('GET /api/me/needs', '', signedIn),
  row('PATCH /api/me', '', signedIn),
  row('POST /api/me/password', '', signedIn),
  row('POST /api/me/second-factor', 'with a wrong password', signedIn),
  row('POST /api/me/second-factor/confirm', 'with a wrong code', signedIn),
  row('POST /api/me/second-factor/remove', 'with a wrong password', signedIn),
  row('POST /api/me/provider/remove', 'with a wrong password', signedIn),
  row('GET /api/me/sessions', '', signedIn),
  row('DELETE /api/me/sessions', '', signedIn),
  row('DELETE /api/me/sessions/:id', 'my own', signedIn),
  row('DELETE /api/me/sessions/:id', 'somebody else’s', nobodyAtAll),

  row('GET /api/tokens', '', signedIn),
  row('POST /api/tokens', '', signedIn),
  row('DELETE /api/tokens/:id', 'my own', signedIn),
  row('DELETE /api/tokens/:id', 'somebody else’s', nobodyAtAll),

  row('GET /api/people', '', signedIn),
  row('POST /api/people', 'somebody to invite', only(...keepers)),
  row('POST /api/people', 'somebody with an account', only('administrator')),
  row('GET /api/people/:id', '', signedIn),
  row('PUT /api/people/:id', '', only('administrator')),
  row('POST /api/people/:id/account-link', '', only('administrator')),
  row('DELETE /api/people/:id/second-factor', '', only('administrator')),
  row('DELETE /api/people/:id/provider', '', only('administrator')),
  row('GET /api/organisations', '', signedIn),
  row('POST /api/organisations', '', only('administrator')),
  row('PUT /api/organisations/:id', '', only('administrator')),
  row('DELETE /api/organisations/:id', '', only('administrator')),

  row('GET /api/rooms', '', signedIn),
  row('GET /api/rooms/availability', '', signedIn),
  row('POST /api/rooms', '', only(...keepers)),
  row('GET /api/rooms/:id', '', signedIn),
  row('PUT /api/rooms/:id', '', only(...keepers)),

  row('GET /api/meetings', '', signedIn),
  row('POST /api/meetings', '', only('other manager', 'manager', 'directorate', ...keepers)),
  row('GET /api/meetings/:id', 'a meeting', signedIn),
  row(
    'GET /api/meetings/:id',
    'a private meeting',
    inside((caller) => ((insiders as readonly Caller[]).includes(caller) ? 'yes' : 'busy')),
  ),
  ...['PUT /api/meetings/:id', 'POST /api/meetings/:id/cancel', 'POST /api/meetings/:id/guest-link'].flatMap(
    (route) => ofMeeting(route, only(...keepers), known(keepers, insiders)),
  ),
  ...ofMeeting('GET /api/meetings/:id/attendees', signedIn, known(insiders)),
  ...ofMeeting('POST /api/meetings/:id/join', signedIn, known(insiders)),
  ...ofMeeting('GET /api/meetings/:id/attendance', signedIn, known(insiders)),
  ...ofMeeting(
    'POST /api/meetings/:id/answer',
    only('member', 'chair'),
    known(['member', 'chair'], insiders),
  ),
  ...ofMeeting('GET /api/meetings/:id/deliveries', only(...keepers), known(keepers, insiders)),
  ...[
    'GET /api/meetings/:id/mailed-answers',
    'POST /api/meetings/:id/mailed-answers/:answerId/settle',
  ].flatMap((route) => ofMeeting(route, only(...keepers), known(keepers, insiders))),
  ...ofMeeting(
    'POST /api/meetings/:id/deliveries/:attendeeId/again',
    only(...keepers),
    known(keepers, insiders),
  ),
  row('GET /api/guest/:token', '', byLink),
  row('POST /api/guest/:token/join', '', byLink),
  row('GET /api/invitation/:token', '', byLink),
  row('POST /api/invitation/:token/answer', '', byLink),
  row('POST /api/invitation/:token/join', '', byLink),

  row('GET /api/groups', '', signedIn),
  row('POST /api/groups', '', only(...keepers)),
  row('GET /api/groups/:id', '', signedIn),
  row('PUT /api/groups/:id', '', only(...keepers)),
  row('POST /api/groups/:id/mandates', '', only(...keepers)),
  row('POST /api/groups/:id/mandates/:mandateId/revoke', '', only(...keepers)),
  row('GET /api/groups/:id/meetings', '', signedIn),
  row('POST /api/groups/:id/convene', '', only(...hosts)),

  ...ofMeeting('GET /api/meetings/:id/agenda', signedIn, known(insiders)),
  ...ofMeeting('PUT /api/meetings/:id/agenda', only(...hosts), known(hosts, insiders)),
  ...ofMeeting('POST /api/meetings/:id/agenda/:itemId/documents', only(...hosts), known(hosts, insiders)),
  ...ofMeeting('GET /api/documents/:id', signedIn, known(insiders)),
  ...ofMeeting('DELETE /api/documents/:id', only(...hosts), known(hosts, insiders)),
  ...ofMeeting('GET /api/meetings/:id/convocation', signedIn, known(insiders)),
  ...ofMeeting('GET /api/meetings/:id/quorum', signedIn, known(insiders)),

  row(`GET ${minutes}`, 'published', signedIn),
  ...ofMeeting(`GET ${minutes}`, known(hosts), known(hosts)),
  row(`GET ${minutes}/actions`, 'published', signedIn),
  ...ofMeeting(`GET ${minutes}/actions`, known(hosts), known(hosts)),
  row('GET /api/meetings/:id/minutes.pdf', 'published', signedIn),
  ...ofMeeting('GET /api/meetings/:id/minutes.pdf', known(hosts), known(hosts)),
  ...[
    `POST ${minutes}`,
    `PUT ${minutes}/entries/:entryId`,
    `POST ${minutes}/entries/:entryId/decisions`,
    `PUT ${minutes}/decisions/:decisionId`,
    `DELETE ${minutes}/decisions/:decisionId`,
    `POST ${minutes}/entries/:entryId/actions`,
    `PUT ${minutes}/actions/:actionId`,
    `DELETE ${minutes}/actions/:actionId`,
  ].flatMap((route) => ofMeeting(route, only(...hosts), known(hosts, insiders))),
  ...ofMeeting(`POST ${minutes}/approve`, only('chair'), known(['chair'], insiders)),
  ...ofMeeting(`POST ${minutes}/return`, only('secretariat'), known(['secretariat'], insiders)),
  ...ofMeeting(`POST ${minutes}/publish`, only('secretariat'), known(['secretariat'], insiders)),
  ...ofMeeting(`POST ${minutes}/addenda`, only('secretariat'), known(['secretariat'], insiders)),

  row('GET /api/feeds', '', signedIn),
  row('POST /api/feeds', '', signedIn),
  row('DELETE /api/feeds/:id', 'my own', signedIn),
  row('DELETE /api/feeds/:id', 'somebody else’s', nobodyAtAll),
  row('GET /calendar/:file', '', byLink),

  row('GET /api/projects', '', signedIn),
  row('POST /api/projects', '', only('other manager', 'manager', 'administrator')),
  row('GET /api/projects/:id', '', signedIn),
  row('PUT /api/projects/:id', '', only('manager', 'administrator')),
  row('GET /api/projects/:id/milestones', '', signedIn),
  row('GET /api/projects/:id/decisions', '', signedIn),
  row('POST /api/projects/:id/milestones', '', only('manager', 'administrator')),
  row('GET /api/milestones', '', signedIn),
  row('GET /api/milestones/:id', '', signedIn),
  row('PUT /api/milestones/:id', '', only('manager', 'administrator')),
  row('POST /api/milestones/:id/forecasts', '', only('manager', 'administrator')),
  row('POST /api/milestones/:id/meet', '', only('manager', 'administrator')),

  row('GET /api/actions', '', signedIn),
  row('POST /api/actions', 'for myself', signedIn),
  row('POST /api/actions', 'for somebody else', only('manager', ...keepers)),
  row('GET /api/actions/:id', '', known(['member', 'manager', 'directorate', ...keepers])),
  row(
    'PUT /api/actions/:id',
    '',
    known(['manager', 'secretariat'], ['member', 'directorate', 'administrator']),
  ),
  row(
    'POST /api/actions/:id/close',
    '',
    known(['member', 'manager', 'secretariat'], ['directorate', 'administrator']),
  ),
  row('GET /api/action-link/:token', '', byLink),
  row('POST /api/action-link/:token/close', '', byLink),

  row('GET /api/reports', '', signedIn),
  row('GET /api/reports/overview', '', signedIn),
  row('POST /api/reports', '', only('manager', 'administrator')),
  row('GET /api/reports/:id', '', known(seeReport)),
  row('GET /api/reports/:id.pdf', '', known(seeReport)),
  row('PUT /api/reports/:id', '', known(['manager'], seeReport)),
  row('POST /api/reports/:id/refresh', '', known(['manager'], seeReport)),
  row('POST /api/reports/:id/submit', '', known(['manager'], seeReport)),
  row('POST /api/reports/:id/return', '', known(['directorate'], seeReport)),
  row('POST /api/reports/:id/accept', '', known(['directorate'], seeReport)),

  row('GET /api/audit', '', only('administrator')),
  row('GET /api/audit/proof', '', only('administrator')),
  row('GET /api/audit/export', '', only('administrator')),
  row('GET /api/me/export', '', signedIn),
  row('GET /api/people/:id/export', 'somebody else', only('administrator')),
  row('GET /api/people/:id/erasure', '', only('administrator')),
  row('POST /api/people/:id/erasure', '', only('administrator')),
  row('GET /api/retention', '', only('administrator')),
  row('PUT /api/retention', '', only('administrator')),
  row('GET /api/retention/preview', '', only('administrator')),
  row('GET /api/webhooks', '', only('administrator')),
  row('POST /api/webhooks', '', only('administrator')),
  row('GET /api/webhooks/:id', '', only('administrator')),
  row('PUT /api/webhooks/:id', '', only('administrator')),
  row('DELETE /api/webhooks/:id', '', only('administrator')),
  row('POST /api/webhooks/:id/secret', '', only('administrator')),
  row('POST /api/webhooks/:id/test', '', only('administrator')),
  row('GET /api/webhooks/:id/deliveries', '', only('administrator')),
  row('POST /api/webhooks/:id/deliveries/:deliveryId/again', '', only('administrator')),
  row('GET /api/administration', '', only('administrator')),
  row('GET /api/administration/conferences', '', only('administrator')),
  row('POST /api/administration/parked/:id/retry', '', only('administrator')),
  row('POST /api/administration/parked/:id/drop', '', only('administrator')),
  row('POST /api/administration/mails/retry', '', only('administrator')),
  row('POST /api/administration/mails/:id/retry', '', only('administrator')),
  row('POST /api/administration/jobs/:name/run', '', only('administrator')),
]

/** What a page may watch over the socket `/live`. */
export const topics: readonly { topic: string; about: string; who: Verdicts }[] = [
  ...['calendar', 'rooms', 'people', 'projects', 'actions', 'reports', 'group:', 'project:'].map((topic) => ({
    ...{ topic, about: '', who: signedIn },
  })),
  { topic: 'administration', about: '', who: only('administrator') },
  { topic: 'meeting:', about: 'a meeting', who: signedIn },
  { topic: 'meeting:', about: 'a private meeting', who: only(...insiders) },
  { topic: 'report:', about: '', who: only(...seeReport) },
]
