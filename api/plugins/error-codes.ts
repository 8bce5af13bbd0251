/**
 * Which errors each route can answer, of those that not every route can: made from the code by
 * `node test/openapi/write-error-codes.ts`, and held to it by a test.
 */
export const errorCodes: Readonly<Record<string, string>> = {
  'DELETE /api/documents/:id':
    'account.second-factor-demanded document.missing meeting.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/feeds/:id':
    'account.second-factor-demanded feed.missing session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/me/sessions': 'session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/me/sessions/:id':
    'session.missing session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/meetings/:id/minutes/actions/:actionId':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/meetings/:id/minutes/decisions/:decisionId':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/organisations/:id':
    'account.second-factor-demanded organisation.in-use organisation.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/people/:id/provider':
    'account.missing account.second-factor-demanded permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/people/:id/second-factor':
    'account.missing account.second-factor-demanded permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'DELETE /api/session': 'token.invalid',
  'DELETE /api/tokens/:id':
    'account.second-factor-demanded session.required token.invalid token.missing token.not-allowed token.scope-missing',
  'DELETE /api/webhooks/:id':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing webhook.missing',
  'GET /api/action-link/:token': 'action-link.invalid',
  'GET /api/actions':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/actions/:id':
    'account.second-factor-demanded action.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/administration':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/administration/conferences':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/audit':
    'account.second-factor-demanded permission.missing request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/audit/export':
    'account.second-factor-demanded permission.missing request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/audit/proof':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/docs': '',
  'GET /api/docs.css': '',
  'GET /api/documents/:id':
    'account.second-factor-demanded document.missing meeting.missing request.too-large server.storage-full server.storage-read-only session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/feeds':
    'account.second-factor-demanded session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/groups':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/groups/:id':
    'account.second-factor-demanded group.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/groups/:id/meetings':
    'account.second-factor-demanded group.missing request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/guest/:token': 'guest-link.invalid meeting.cancelled meeting.missing meeting.no-video',
  'GET /api/invitation/:token': 'invitation-link.invalid meeting.missing',
  'GET /api/me': 'session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/me/export':
    'account.second-factor-demanded permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/me/needs':
    'account.second-factor-demanded session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/me/sessions': 'session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id':
    'account.second-factor-demanded meeting.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/agenda':
    'account.second-factor-demanded meeting.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/attendance':
    'account.second-factor-demanded meeting.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/attendees':
    'account.second-factor-demanded meeting.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/convocation':
    'account.second-factor-demanded meeting.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/deliveries':
    'account.second-factor-demanded meeting.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/mailed-answers':
    'account.second-factor-demanded meeting.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/minutes':
    'account.second-factor-demanded meeting.missing minutes.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/minutes.pdf':
    'account.second-factor-demanded meeting.missing minutes.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/minutes/actions':
    'account.second-factor-demanded meeting.missing minutes.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/meetings/:id/quorum':
    'account.second-factor-demanded meeting.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/milestones':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/milestones/:id':
    'account.second-factor-demanded milestone.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/openapi.json': '',
  'GET /api/organisations':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/people':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/people/:id':
    'account.second-factor-demanded person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/people/:id/erasure':
    'account.second-factor-demanded permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/people/:id/export':
    'account.second-factor-demanded permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/projects':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/projects/:id':
    'account.second-factor-demanded project.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/projects/:id/decisions':
    'account.second-factor-demanded project.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/projects/:id/milestones':
    'account.second-factor-demanded project.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/reports':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/reports/:id':
    'account.second-factor-demanded report.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/reports/:id.pdf':
    'account.second-factor-demanded report.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/reports/overview':
    'account.second-factor-demanded session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/retention':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/retention/preview':
    'account.second-factor-demanded group.name-taken permission.missing request.invalid request.other-order row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/rooms':
    'account.second-factor-demanded request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/rooms/:id':
    'account.second-factor-demanded room.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/rooms/availability':
    'account.second-factor-demanded meeting.time-does-not-exist session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/session': 'session.required token.invalid',
  'GET /api/session/oidc': 'session.no-provider session.provider-gone',
  'GET /api/session/oidc/end': 'session.no-provider session.provider-gone',
  'GET /api/session/oidc/return':
    'organisation.missing person.email-taken row.changed session.code-required session.no-provider session.provider-expired session.provider-failed session.provider-gone session.provider-no-role session.provider-other session.provider-refused session.provider-unverified session.suspended session.wrong-code',
  'GET /api/tokens':
    'account.second-factor-demanded session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/webhooks':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'GET /api/webhooks/:id':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing webhook.missing',
  'GET /api/webhooks/:id/deliveries':
    'account.second-factor-demanded permission.missing request.invalid request.other-order session.required token.invalid token.not-allowed token.scope-missing webhook.missing',
  'GET /calendar/:file': 'feed.missing request.invalid request.other-order',
  'GET /health/live': '',
  'GET /health/ready': 'conference.media-unavailable server.busy server.stopping',
  'GET /metrics':
    'account.has-second-factor account.last-administrator account.link-invalid account.missing account.only-by-provider account.second-factor-demanded account.weak-password account.wrong-code account.wrong-password action-link.invalid action.closed action.missing agenda.longer-than-meeting agenda.missing attendee.missing conference.media-unavailable convocation.short-notice delivery.missing document.missing document.too-many document.type-refused event.missing feed.missing feed.too-many group.closed group.missing group.name-taken group.no-members guest-link.invalid invitation-link.invalid job.missing mail.missing mail.not-configured mailed-answer.missing mandate.missing mandate.outside mandate.overlaps meeting.cancelled meeting.in-past meeting.missing meeting.no-video meeting.not-open-yet meeting.over meeting.time-does-not-exist milestone.met milestone.missing minutes.conflict minutes.missing minutes.wrong-state organisation.in-use organisation.missing organisation.name-taken permission.missing person.email-taken person.erased person.missing person.oneself project.code-taken project.missing report.exists report.missing report.wrong-state request.invalid request.limited request.malformed request.other-order request.too-large room.missing room.name-taken room.retired room.taken row.changed server.busy server.failed server.stopping server.storage-full server.storage-read-only session.code-required session.missing session.no-provider session.not-fresh session.provider-expired session.provider-failed session.provider-gone session.provider-no-role session.provider-other session.provider-refused session.provider-unverified session.required session.suspended session.wrong-code session.wrong-credentials setup.closed setup.wrong-link token.invalid token.missing token.not-allowed token.scope-missing token.too-many webhook-delivery.missing webhook.address-refused webhook.missing webhook.off webhook.too-many',
  'PATCH /api/me':
    'organisation.missing person.email-taken person.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/action-link/:token/close':
    'action-link.invalid action.closed action.missing milestone.missing row.changed',
  'POST /api/actions':
    'account.second-factor-demanded action.missing milestone.missing permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/actions/:id/close':
    'account.second-factor-demanded action.closed action.missing milestone.missing permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/administration/jobs/:name/run':
    'account.second-factor-demanded job.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/administration/mails/:id/retry':
    'account.second-factor-demanded mail.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/administration/mails/retry':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/administration/parked/:id/drop':
    'account.second-factor-demanded event.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/administration/parked/:id/retry':
    'account.second-factor-demanded event.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/feeds':
    'account.second-factor-demanded feed.too-many group.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/groups':
    'account.second-factor-demanded group.missing group.name-taken permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/groups/:id/convene':
    'account.second-factor-demanded agenda.longer-than-meeting convocation.short-notice group.closed group.missing group.no-members meeting.in-past meeting.missing meeting.time-does-not-exist permission.missing person.missing room.missing room.retired room.taken row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/groups/:id/mandates':
    'account.second-factor-demanded group.missing mandate.overlaps permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/groups/:id/mandates/:mandateId/revoke':
    'account.second-factor-demanded group.missing mandate.missing mandate.outside permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/guest/:token/join':
    'conference.media-unavailable guest-link.invalid meeting.cancelled meeting.missing meeting.no-video meeting.not-open-yet meeting.over server.busy server.stopping',
  'POST /api/invitation/:token/answer':
    'invitation-link.invalid meeting.cancelled meeting.missing meeting.over',
  'POST /api/invitation/:token/join':
    'conference.media-unavailable invitation-link.invalid meeting.cancelled meeting.missing meeting.no-video meeting.not-open-yet meeting.over server.busy server.stopping',
  'POST /api/me/password':
    'account.weak-password account.wrong-password row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/me/provider/remove':
    'account.last-administrator account.missing account.only-by-provider account.wrong-password row.changed session.not-fresh session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/me/second-factor':
    'account.has-second-factor account.wrong-password session.not-fresh session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/me/second-factor/confirm':
    'account.has-second-factor account.wrong-code row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/me/second-factor/remove':
    'account.missing account.wrong-password row.changed session.not-fresh session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings':
    'account.second-factor-demanded meeting.in-past meeting.missing meeting.time-does-not-exist permission.missing person.missing room.missing room.retired room.taken session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/agenda/:itemId/documents':
    'account.second-factor-demanded agenda.missing document.too-many document.type-refused meeting.missing permission.missing request.invalid request.malformed request.too-large server.storage-full server.storage-read-only session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/answer':
    'account.second-factor-demanded invitation-link.invalid meeting.cancelled meeting.missing meeting.over permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/cancel':
    'account.second-factor-demanded meeting.cancelled meeting.missing meeting.over permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/deliveries/:attendeeId/again':
    'account.second-factor-demanded delivery.missing meeting.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/guest-link':
    'account.second-factor-demanded meeting.cancelled meeting.missing meeting.no-video permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/join':
    'account.second-factor-demanded conference.media-unavailable meeting.cancelled meeting.missing meeting.no-video meeting.not-open-yet meeting.over server.busy server.stopping session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/mailed-answers/:answerId/settle':
    'account.second-factor-demanded attendee.missing invitation-link.invalid mailed-answer.missing meeting.cancelled meeting.missing meeting.over permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes':
    'account.second-factor-demanded meeting.cancelled meeting.missing minutes.missing permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes/addenda':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes/approve':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes/entries/:entryId/actions':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes/entries/:entryId/decisions':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes/publish':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/meetings/:id/minutes/return':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/milestones/:id/forecasts':
    'account.second-factor-demanded milestone.met milestone.missing permission.missing project.missing request.invalid row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/milestones/:id/meet':
    'account.second-factor-demanded milestone.missing permission.missing project.missing request.invalid row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/organisations':
    'account.second-factor-demanded organisation.name-taken permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/password':
    'account.link-invalid account.weak-password row.changed session.code-required session.required session.wrong-code',
  'POST /api/password/forgotten': 'mail.not-configured',
  'POST /api/people':
    'account.second-factor-demanded organisation.missing permission.missing person.email-taken person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/people/:id/account-link':
    'account.missing account.second-factor-demanded permission.missing person.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/people/:id/erasure':
    'account.last-administrator account.second-factor-demanded permission.missing person.missing person.oneself session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/projects':
    'account.second-factor-demanded organisation.missing permission.missing person.missing project.code-taken project.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/projects/:id/milestones':
    'account.second-factor-demanded milestone.missing permission.missing person.missing project.missing session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/reports':
    'account.second-factor-demanded permission.missing project.missing report.exists report.missing request.invalid session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/reports/:id/accept':
    'account.second-factor-demanded permission.missing report.missing report.wrong-state row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/reports/:id/refresh':
    'account.second-factor-demanded permission.missing project.missing report.missing report.wrong-state row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/reports/:id/return':
    'account.second-factor-demanded permission.missing report.missing report.wrong-state row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/reports/:id/submit':
    'account.second-factor-demanded permission.missing report.missing report.wrong-state row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/rooms':
    'account.second-factor-demanded permission.missing room.name-taken session.required token.invalid token.not-allowed token.scope-missing',
  'POST /api/session':
    'row.changed session.code-required session.required session.wrong-code session.wrong-credentials',
  'POST /api/session/oidc/code':
    'organisation.missing person.email-taken row.changed session.code-required session.no-provider session.provider-expired session.provider-no-role session.provider-other session.provider-unverified session.required session.suspended session.wrong-code',
  'POST /api/setup':
    'account.weak-password organisation.missing organisation.name-taken person.email-taken session.required setup.closed setup.wrong-link',
  'POST /api/tokens':
    'account.second-factor-demanded session.required token.invalid token.not-allowed token.scope-missing token.too-many',
  'POST /api/webhooks':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing webhook.address-refused webhook.too-many',
  'POST /api/webhooks/:id/deliveries/:deliveryId/again':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing webhook-delivery.missing webhook.missing webhook.off',
  'POST /api/webhooks/:id/secret':
    'account.second-factor-demanded permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing webhook.missing',
  'POST /api/webhooks/:id/test':
    'account.second-factor-demanded permission.missing session.required token.invalid token.not-allowed token.scope-missing webhook.missing webhook.off',
  'PUT /api/actions/:id':
    'account.second-factor-demanded action.closed action.missing milestone.missing permission.missing person.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/groups/:id':
    'account.second-factor-demanded group.missing group.name-taken permission.missing person.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/meetings/:id':
    'account.second-factor-demanded meeting.cancelled meeting.in-past meeting.missing meeting.over meeting.time-does-not-exist permission.missing person.missing room.missing room.retired room.taken row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/meetings/:id/agenda':
    'account.second-factor-demanded agenda.longer-than-meeting meeting.missing permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/meetings/:id/minutes/actions/:actionId':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing person.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/meetings/:id/minutes/decisions/:decisionId':
    'account.second-factor-demanded meeting.missing minutes.missing minutes.wrong-state permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/meetings/:id/minutes/entries/:entryId':
    'account.second-factor-demanded meeting.missing minutes.conflict minutes.missing minutes.wrong-state permission.missing session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/milestones/:id':
    'account.second-factor-demanded milestone.missing permission.missing person.missing project.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/organisations/:id':
    'account.second-factor-demanded organisation.missing organisation.name-taken permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/people/:id':
    'account.last-administrator account.second-factor-demanded organisation.missing permission.missing person.email-taken person.erased person.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/projects/:id':
    'account.second-factor-demanded organisation.missing permission.missing person.missing project.code-taken project.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/reports/:id':
    'account.second-factor-demanded permission.missing report.missing report.wrong-state row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/retention':
    'account.second-factor-demanded permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/rooms/:id':
    'account.second-factor-demanded permission.missing room.missing room.name-taken row.changed session.required token.invalid token.not-allowed token.scope-missing',
  'PUT /api/webhooks/:id':
    'account.second-factor-demanded permission.missing row.changed session.required token.invalid token.not-allowed token.scope-missing webhook.address-refused webhook.missing',
}
