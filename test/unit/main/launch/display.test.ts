import { describe, expect, it } from 'vitest'
import {
  guiCommand,
  missingDisplayCommands,
  needsVirtualDisplay,
  sandboxFlags,
  type Surroundings,
} from '../../../../main/launch/display.mjs'

const bareLinux: Surroundings = { platform: 'linux', environment: {}, userId: 1000 }
const mac: Surroundings = { platform: 'darwin', environment: {}, userId: 501 }

describe('needsVirtualDisplay', () => {
  it.each<[string, Surroundings, boolean]>([
    ['bare Linux', bareLinux, true],
    ['Linux with an empty DISPLAY', { ...bareLinux, environment: { DISPLAY: '' } }, true],
    ['X11', { ...bareLinux, environment: { DISPLAY: ':0' } }, false],
    ['Wayland', { ...bareLinux, environment: { WAYLAND_DISPLAY: 'wayland-0' } }, false],
    ['a Mac, which has no DISPLAY', mac, false],
  ])('%s', (_name, surroundings, expected) => {
    expect(needsVirtualDisplay(surroundings)).toBe(expected)
  })
})

describe('sandboxFlags', () => {
  it.each<[string, Surroundings, string[]]>([
    ['a user of Linux keeps the sandbox', bareLinux, []],
    ['root on Linux cannot have it', { ...bareLinux, userId: 0 }, ['--no-sandbox']],
    ['root on a Mac keeps it', { ...mac, userId: 0 }, []],
  ])('%s', (_name, surroundings, expected) => {
    expect(sandboxFlags(surroundings)).toEqual(expected)
  })
})

describe('guiCommand', () => {
  it('runs a command as it is where there is a display', () => {
    expect(guiCommand('electron', ['.'], mac)).toEqual({
      command: 'electron',
      args: ['.'],
      tellsProcessId: false,
    })
  })

  it('wraps it in xvfb-run and lets it tell its process id where there is none', () => {
    const { command, args, tellsProcessId } = guiCommand('electron', ['.', '--demo'], bareLinux)
    expect({ command, first: args[0], tail: args.slice(-3), tellsProcessId }).toEqual({
      command: 'xvfb-run',
      first: '-a',
      tail: ['electron', '.', '--demo'],
      tellsProcessId: true,
    })
  })
})

describe('missingDisplayCommands', () => {
  const nothing = () => false

  it('asks for xvfb-run only where there is no display', () => {
    expect(missingDisplayCommands(bareLinux, nothing)).toEqual(['xvfb-run', 'xauth'])
    expect(missingDisplayCommands(mac, nothing)).toEqual([])
    expect(missingDisplayCommands(bareLinux, (command) => command === 'xvfb-run')).toEqual(['xauth'])
  })
})
