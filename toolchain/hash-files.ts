import { createHash, type Hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const addFolder = (hash: Hash, root: string, folder: string, except: readonly string[]): void => {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`
    if (except.includes(path)) continue
    if (entry.isDirectory()) addFolder(hash, root, path, except)
    else if (entry.isFile()) hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
}

/**
 * One hash of the names and contents of files and folders of `root`; `except` names paths that do not count. It changes
 * exactly when one of them does.
 */
export const hashFiles = (
  root: string,
  { files, folders, except }: { files: string[]; folders: string[]; except: string[] },
): string => {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  for (const folder of folders) addFolder(hash, root, folder, except)
  return hash.digest('hex')
}
