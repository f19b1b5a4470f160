import { app, dialog } from 'electron'
import { tmpdir } from 'node:os'
import type { Disposable } from '../../shared/lifecycle'
import { describeThrown } from '../../shared/result'
import { StartFault } from '../../shared/start-fault'
import { failedStartBox } from './failed-start-box'
import { whyUnusable } from './usable-folder'

/** EX_SOFTWARE of sysexits.h. */
const failedStartCode = 70
const longestStopMs = 2_000

/** Stops everything before the process ends, but never keeps the user waiting for longer than two seconds. */
export function quitInOrder(running: Disposable): void {
  let isStopping = false
  app.on('before-quit', (event) => {
    if (isStopping) return
    isStopping = true
    event.preventDefault()
    const stopped = Promise.resolve(running.dispose()).catch(() => {})
    const tooLong = new Promise((resolve) => setTimeout(resolve, longestStopMs))
    void Promise.race([stopped, tooLong]).then(() => app.exit(0))
  })
}

/**
 * Half of an app, without a window and without a place in the menu bar, is nothing that anybody could end. What was
 * thrown is for the terminal, where a report is made from; the user is told what to do.
 */
export function endFailedStart(thrown: unknown, isE2e: boolean): null {
  process.stderr.write(`Sextant could not start: ${describeThrown(thrown)}\n`)
  const { title, text } = failedStartBox(thrown)
  if (isE2e) process.stderr.write(`${title}\n${text}\n`)
  else dialog.showErrorBox(title, text)
  app.exit(failedStartCode)
  return null
}

/**
 * Electron gives no lock when another Sextant runs, which then comes to the front, and also when it cannot write its
 * own files: that would be an app that ends without a word.
 */
export async function endWithoutLock(isE2e: boolean): Promise<void> {
  const why =
    (await whyUnusable("Sextant's data folder", app.getPath('userData'))) ??
    (await whyUnusable("The system's folder for temporary files", tmpdir()))
  if (why === null) {
    app.quit()
    return
  }
  // Before that, Linux shows no box.
  await app.whenReady()
  endFailedStart(new StartFault(why), isE2e)
}

/** Electron answers an uncaught error with a modal box, which without a person in front of it waits for ever. */
export function endOnUncaughtErrors(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => {
      process.stderr.write(`${event}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
      app.exit(failedStartCode)
    })
  }
}
