/** A logger that keeps what it is told, for a test to look at. */
export type TestLog = {
  debug(about: object, message?: string): void
  warn(about: object, message?: string): void
  error(about: object, message?: string): void
  warnings: { about: object; message?: string }[]
  errors: { about: object; message?: string }[]
}

export function createLog(): TestLog {
  const warnings: TestLog['warnings'] = []
  const errors: TestLog['errors'] = []
  const keep = (list: TestLog['warnings']) => (about: object, message?: string) =>
    void list.push({ about, ...(message === undefined ? {} : { message }) })
  return { debug: () => undefined, warn: keep(warnings), error: keep(errors), warnings, errors }
}
