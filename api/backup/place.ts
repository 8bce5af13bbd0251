/** Where an installation keeps everything: what is backed up, and where it is brought back to. */
import { join } from 'node:path'
import type { Config } from '../config.ts'

export type Place = {
  dataDir: string
  /** `postgres://…`; null: SQLite in `dataDir`. */
  databaseUrl: string | null
}

export const placeOf = ({ dataDir, databaseUrl }: Config): Place => ({ dataDir, databaseUrl })

/** Beside the database, all of an installation, by their names in DATA_DIR: the uploaded files, and the secrets. */
export const filesFolder = 'files'
export const secretsFile = 'secrets.json'
/** Documents that are still being uploaded: nobody has been told that they are there. */
export const unfinishedFolder = 'incoming'

/** Written anew when a backup has been made: those who watch over the installation ask for its age. */
export const lastBackupFile = 'last-backup'

export const sqliteFile = (dataDir: string): string => join(dataDir, 'sfat.db')
