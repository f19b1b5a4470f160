import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']
// The app itself needs at most 2 s to close its stores.
const patienceMs = 8_000
// A terminal, npm and we may each deliver the same Ctrl-C, and Chromium dies at once on the second one.
const echoMs = 1_000
const parentCheckMs = 500
// Taken when the script starts: the shell may die while the runtime is still being made.
const parent = process.ppid

/**
 * @typedef {import('./display.mjs').GuiCommand} GuiCommand
 * @typedef {{
 *   ready: Promise<unknown>,
 *   exited: Promise<number>,
 *   stop: (signal?: NodeJS.Signals) => void,
 * }} Child `ready` once the process to be stopped is known; before that its whole group is stopped
 */

/**
 * Starts a command with our stdin, stdout and stderr, in a session of its own: so a Ctrl-C reaches it through us
 * only, once.
 * @param {GuiCommand} gui
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Child}
 */
export function startChild({ command, args, tellsProcessId }, { cwd, env = {} }) {
  const stdio = ['inherit', 'inherit', 'inherit', ...(tellsProcessId ? ['pipe'] : [])]
  const child = spawn(command, args, { cwd, env: childEnvironment(env), stdio, detached: true })
  let processId = tellsProcessId ? null : child.pid
  const ready = readProcessId(child.stdio[3]).then((told) => (processId ??= told))
  let killTimer
  const send = (signal) => signalTo(processId ?? -child.pid, signal)
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(killTimer)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
  const stop = (signal = 'SIGTERM') => {
    const runs = child.pid !== undefined && child.exitCode === null && child.signalCode === null
    if (!runs) return
    send(signal)
    killTimer ??= setTimeout(() => send('SIGKILL'), patienceMs)
  }
  return { ready, exited, stop }
}

async function readProcessId(pipe) {
  if (!pipe) return null
  const [text] = await once(pipe, 'data')
  pipe.destroy()
  return Number.parseInt(String(text), 10)
}

/**
 * Runs a command to its end and passes on the signals that we get.
 * @param {GuiCommand} gui
 * @param {{ cwd: string, env?: Record<string, string> }} options
 * @returns {Promise<number>} its exit code
 */
export async function runChild(gui, options) {
  const child = startChild(gui, options)
  const stopForwarding = onStopSignal(child.stop)
  try {
    return await child.exited
  } finally {
    stopForwarding()
  }
}

/**
 * Calls back when we are asked to end: with the signal itself at first, with SIGKILL when asked again. npm gives a
 * SIGTERM to the shell between us, which dies without a word: then our parent has changed.
 * @param {(signal: NodeJS.Signals) => void} stop
 * @returns {() => void} to be called at the end
 */
export function onStopSignal(stop) {
  let firstAt = null
  const receive = (signal) => {
    if (firstAt === null) {
      firstAt = Date.now()
      stop(signal)
    } else if (Date.now() - firstAt > echoMs) stop('SIGKILL')
  }
  for (const signal of stopSignals) process.on(signal, receive)
  const isUnderNpm = process.env.npm_lifecycle_event !== undefined
  const watch = setInterval(() => {
    if (!isUnderNpm || process.ppid === parent) return
    clearInterval(watch)
    receive('SIGTERM')
  }, parentCheckMs).unref()
  return () => {
    clearInterval(watch)
    for (const signal of stopSignals) process.off(signal, receive)
  }
}

/** With ELECTRON_RUN_AS_NODE, which editors set in their terminals, Electron would be a plain Node. */
function childEnvironment(added) {
  const environment = { ...process.env, ...added }
  delete environment.ELECTRON_RUN_AS_NODE
  return environment
}

function signalTo(processId, signal) {
  try {
    process.kill(processId, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
