import { app } from 'electron'
import type { Disposable } from '../../shared/lifecycle'

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

/** Electron answers an uncaught error with a modal box, which without a person in front of it waits for ever. */
export function endOnUncaughtErrors(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (thrown: unknown) => {
      process.stderr.write(`${event}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
      app.exit(70)
    })
  }
}
