import { hasCommand, packagesFor, requirePackages } from './debian-packages.mjs'

const xvfbCommands = ['xvfb-run', 'xauth']
// As wide as a desk's display, for screenshots; xvfb-run's own default is 1280x1024.
const screen = '-screen 0 1920x1200x24'
// Killing xvfb-run leaves its child running, so the child tells its process id first and is stopped itself.
const tellProcessId = 'echo $$ >&3; exec "$@" 3>&-'

/**
 * @typedef {{ platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, userId: number | undefined }} Surroundings
 * @typedef {{ command: string, args: readonly string[], tellsProcessId: boolean }} GuiCommand
 */

/** @type {() => Surroundings} */
const here = () => ({ platform: process.platform, environment: process.env, userId: process.getuid?.() })

/**
 * @param {Surroundings} [surroundings]
 * @returns {boolean} no screen, so that a program with windows must run on an invented one
 */
export function needsVirtualDisplay({ platform, environment } = here()) {
  return platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY
}

/**
 * Chromium refuses to run its sandbox as root on Linux.
 * @param {Surroundings} [surroundings]
 * @returns {string[]}
 */
export function sandboxFlags({ platform, userId } = here()) {
  return platform === 'linux' && userId === 0 ? ['--no-sandbox'] : []
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Surroundings} [surroundings]
 * @returns {GuiCommand}
 */
export function guiCommand(command, args, surroundings = here()) {
  if (!needsVirtualDisplay(surroundings)) return { command, args, tellsProcessId: false }
  const wrapped = ['-a', '-s', screen, 'sh', '-c', tellProcessId, 'sh', command, ...args]
  return { command: 'xvfb-run', args: wrapped, tellsProcessId: true }
}

/**
 * @param {Surroundings} [surroundings]
 * @param {(command: string) => boolean} [isInstalled]
 * @returns {string[]}
 */
export function missingDisplayCommands(surroundings = here(), isInstalled = hasCommand) {
  return needsVirtualDisplay(surroundings) ? xvfbCommands.filter((command) => !isInstalled(command)) : []
}

/**
 * Says how windows will be shown, or which packages are missing for it.
 * @param {(line: string) => void} log
 * @returns {void}
 */
export function prepareDisplay(log) {
  requirePackages(packagesFor({ commands: missingDisplayCommands() }))
  if (needsVirtualDisplay())
    log('No display here: running on an invisible one (xvfb-run); its D-Bus errors are harmless.')
}
