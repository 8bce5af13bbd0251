/** Which files an agenda item takes. The page says so before it sends; the server decides. */

/** 25 MiB: a scanned annex, not a film. */
export const documentLimitBytes = 25 * 1024 * 1024
export const documentsPerItem = 20

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
