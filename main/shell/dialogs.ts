import { app, dialog, type BrowserWindow } from 'electron'
import { join } from 'node:path'

/** A sheet on the window. `defaultPath` is always given: Electron 43 and later start in Downloads otherwise. */
export async function chooseRoot(
  window: BrowserWindow | null,
  kind: 'folder' | 'file',
): Promise<string | null> {
  const options = {
    title: kind === 'folder' ? 'Add a folder' : 'Add a database',
    message:
      kind === 'folder'
        ? 'Choose a project, a toolkit repository, or any folder with MLflow data. Sextant only reads it.'
        : 'Choose an MLflow database file. Sextant only reads it.',
    buttonLabel: 'Add',
    defaultPath: app.getPath('home'),
    properties: [kind === 'folder' ? ('openDirectory' as const) : ('openFile' as const)],
    ...(kind === 'file'
      ? { filters: [{ name: 'SQLite databases', extensions: ['db', 'sqlite', 'sqlite3'] }] }
      : {}),
  }
  const answer = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}

export async function openJsonFile(window: BrowserWindow | null, title: string): Promise<string | null> {
  const options = {
    title,
    message: title,
    buttonLabel: 'Import',
    defaultPath: app.getPath('home'),
    properties: ['openFile' as const],
    filters: [{ name: 'JSON', extensions: ['json'] }],
  }
  const answer = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}

export async function saveFileAs(
  window: BrowserWindow | null,
  suggestedName: string,
): Promise<string | null> {
  const options = { defaultPath: join(app.getPath('documents'), suggestedName) }
  const answer = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return answer.canceled || answer.filePath === '' ? null : answer.filePath
}

/** A table of data to compare; main alone learns its path. */
export async function chooseDataFile(
  window: BrowserWindow | null,
  side: 'reference' | 'current',
): Promise<string | null> {
  const options = {
    title: side === 'reference' ? 'Choose reference data' : 'Choose current data',
    message: 'A CSV or parquet file. Sextant only reads it.',
    buttonLabel: 'Choose',
    defaultPath: app.getPath('home'),
    properties: ['openFile' as const],
    filters: [{ name: 'Tables', extensions: ['csv', 'tsv', 'txt', 'parquet', 'pq'] }],
  }
  const answer = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return answer.canceled ? null : (answer.filePaths[0] ?? null)
}
