/** Which files an agenda item takes. The page says so before it sends; the server decides. */

import { bodyLimits, listLimits } from './limits.ts'

export const documentLimitBytes = bodyLimits.documentBytes
export const documentsPerItem = listLimits.documentsPerItem

/** What offices exchange, by the end of the name; signed containers among them. Nothing that a computer runs. */
export const documentTypes = [
  'pdf',
  'doc',
  'docx',
  'odt',
  'rtf',
  'txt',
  'xls',
  'xlsx',
  'ods',
  'csv',
  'ppt',
  'pptx',
  'odp',
  'png',
  'jpg',
  'jpeg',
  'p7m',
  'p7s',
  'asice',
  'eml',
  'zip',
] as const

export const isDocumentName = (name: string): boolean => {
  const [, type = ''] = /[^.]\.([^.]+)$/.exec(name) ?? []
  return (documentTypes as readonly string[]).includes(type.toLowerCase())
}
