import { fold } from '../../../identity/fold.ts'

/** The words of a search as LIKE patterns (with `ESCAPE '\'`), folded like the columns that they look into. */
export const searchPatterns = (search: string): string[] =>
  fold(search)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 8)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
