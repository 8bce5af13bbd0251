import { AppError } from '#contract/errors.ts'
import type { Agenda, ChangeAgenda, Document } from '#contract/minutes.ts'
import { connection } from './connection.svelte.ts'
import { readRefusal, request } from './request.ts'

export const getAgenda = (meetingId: string, signal?: AbortSignal) =>
  request<Agenda>('GET', `/api/meetings/${meetingId}/agenda`, { ...(signal && { signal }) })
export const changeAgenda = (meetingId: string, body: ChangeAgenda) =>
  request<Agenda>('PUT', `/api/meetings/${meetingId}/agenda`, { body })

export const documentAddress = (id: string) => `/api/documents/${id}`
export const removeDocument = (id: string) => request<void>('DELETE', `/api/documents/${id}`)

type Sending = { onprogress: (sentBytes: number) => void; signal: AbortSignal }

/**
 * Sends a file to an agenda item. Over XMLHttpRequest, because fetch does not tell how much has been sent. Rejects like
 * `request`; an aborted `signal` rejects with its own reason.
 */
export function addDocument(
  meetingId: string,
  itemId: string,
  file: File,
  { onprogress, signal }: Sending,
): Promise<Document> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', `/api/meetings/${meetingId}/agenda/${itemId}/documents`)
    call.setRequestHeader('accept', 'application/json')
    call.responseType = 'json'
    call.upload.addEventListener('progress', ({ loaded }) => onprogress(Math.min(loaded, file.size)))
    call.addEventListener('load', () => {
      connection.reached()
      if (call.status === 201) resolve(call.response as Document)
      else void readRefusal(call.response, call.status).then(reject)
    })
    call.addEventListener('error', () => {
      connection.lost()
      reject(new AppError('server.unreachable'))
    })
    signal.addEventListener('abort', () => {
      call.abort()
      reject(signal.reason as Error)
    })
    const body = new FormData()
    body.append('file', file, file.name)
    call.send(body)
  })
}
