import { app, dialog } from 'electron'
import type { Disposable } from '../../shared/lifecycle'
import { describeThrown } from '../../shared/result'

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

/** Half of an app, without a window and without a place in the menu bar, is nothing that anybody could end. */
export function endFailedStart(thrown: unknown, isE2e: boolean): null {
  const reason = describeThrown(thrown)
  const more = 'Nothing of yours was changed. If it happens again, please report it with these words.'
  if (isE2e) process.stderr.write(`Sextant could not start: ${reason}\n`)
  else dialog.showErrorBox('Sextant could not start', `${reason}\n\n${more}`)
  app.exit(70)
  return null
}

/** Electron answers an uncaught error with a modal box, which without a person in front of it waits for ever. */
export function endOnUncaughtErrors(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => {
      process.stderr.write(`${event}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
      app.exit(70)
    })
  }
}
