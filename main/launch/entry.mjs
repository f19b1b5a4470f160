import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout: launch scripts work from any current directory. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** An expected failure whose message is one sentence for the user; anything else is a bug and shows its stack. */
export class LaunchError extends Error {}

/**
 * Progress goes to stderr only: the stdout of electron-path, snapshot and diagnose is read by programs.
 * @param {string} line
 * @returns {void}
 */
export function log(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Runs the body of a script; its number becomes the exit code.
 * @param {() => Promise<number>} body
 * @returns {Promise<void>}
 */
export async function enter(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    log(error instanceof LaunchError ? error.message : (error?.stack ?? String(error)))
    // Not exitCode: a dev server or a watcher that was already started would keep the process alive.
    process.exit(1)
  }
}
