import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import type { HardwareSample, MachineInfo } from '../../shared/model/hardware'
import { macCommandPaths, macCommandReaders, type CommandPaths } from './commands/mac-command-readers'
import { findMacmon, macmonPlaces, macmonReader } from './commands/macmon-reader'
import { nodeCpuReader, nodeMachine, nodeMemoryReader } from './fallback'
import { macLibraryNames, type LibraryNames } from './ffi/libraries'
import { systemFiles, type SystemFiles } from './linux/files'
import { linuxMachine } from './linux/machine'
import { linuxReaders } from './linux/readers'
import { openMacSystem } from './mac-system'
import { macReaders } from './mac-readers'
import { macMachine, macNotices } from './machine'
import { holdsNothing, type HardwareLog, type Reader } from './reader'
import { volumeReader } from './readers/volume'
import { simulatedMachine, simulatedReader } from './simulated'

export interface MachineReaders extends Disposable {
  readonly origin: HardwareSample['origin']
  readonly machine: MachineInfo
  /** In order of trust, for `createSampler`, which disposes them; this object is disposed after them. */
  readonly readers: readonly Reader[]
  /** Sentences for the screen about what kind of machine this is and what it therefore cannot tell. */
  readonly notices: readonly string[]
}

export interface MachineOptions {
  /** `process.platform`, or `simulated`. */
  readonly platform: NodeJS.Platform | 'simulated'
  readonly clock: Clock
  readonly log: HardwareLog
  readonly homeFolder: string
  /** After crashes: public interfaces only. */
  readonly shouldAvoidPrivate?: boolean
  /** A Mac's own; others in tests. */
  readonly libraries?: LibraryNames
  /** The system's own tools, where its libraries cannot be called; others in tests. */
  readonly commands?: CommandPaths
  readonly macmonPlaces?: readonly string[]
  /** Linux only: another root in tests. */
  readonly files?: SystemFiles
}

/** Chooses by platform and by what can be called; never fails, since Node's own figures are always there. */
export async function createMachineReaders(options: MachineOptions): Promise<MachineReaders> {
  if (options.platform === 'simulated') return simulated(options)
  if (options.platform === 'darwin') return mac(options)
  return options.platform === 'linux' ? linux(options) : other(options)
}

function simulated({ clock }: MachineOptions): MachineReaders {
  return {
    origin: 'simulated',
    machine: simulatedMachine,
    readers: [simulatedReader(clock)],
    notices: ['These values are simulated: no sensor of this machine is read.'],
    dispose: holdsNothing,
  }
}

function linux({ files = systemFiles(), homeFolder }: MachineOptions): MachineReaders {
  return {
    origin: 'measured',
    machine: linuxMachine(files),
    readers: linuxReaders(files, homeFolder),
    notices: ['This is Linux: processor, memory and disk are read, and nothing of an Apple chip.'],
    dispose: holdsNothing,
  }
}

async function mac(options: MachineOptions): Promise<MachineReaders> {
  const { clock, homeFolder, libraries = macLibraryNames, shouldAvoidPrivate = false } = options
  const system = await openMacSystem(libraries, shouldAvoidPrivate)
  if (!system.ok) {
    options.log('warn', `Native sensors are not used: ${system.error.message} (${system.error.detail ?? ''})`)
    return macByCommands(options)
  }
  const { registry, sysctl } = system.value
  const machine = macMachine(sysctl, registry.ok ? registry.value : null)
  const { readers, dispose } = macReaders(system.value, machine, clock, homeFolder)
  const avoidance = shouldAvoidPrivate
    ? ['After two crashes only public interfaces are used: no frequencies, power and temperatures.']
    : []
  const hasPrivate = system.value.ioReport.ok
  return {
    origin: 'measured',
    machine,
    readers: hasPrivate ? readers : [...readers, ...installedMacmon(options)],
    notices: [...macNotices(machine), ...avoidance],
    dispose() {
      dispose()
      system.value.dispose()
    },
  }
}

/** A Mac whose libraries cannot be called: what its own tools print. */
function macByCommands(options: MachineOptions): MachineReaders {
  const { clock, homeFolder, commands = macCommandPaths } = options
  return {
    origin: 'measured',
    machine: { ...nodeMachine(), systemName: 'macOS' },
    readers: [
      nodeCpuReader(),
      ...macCommandReaders(commands, clock),
      nodeMemoryReader(),
      volumeReader(homeFolder),
      ...installedMacmon(options),
    ],
    notices: ['The system’s libraries cannot be called here: its tools are asked every few seconds instead.'],
    dispose: holdsNothing,
  }
}

function installedMacmon({ clock, macmonPlaces: places = macmonPlaces }: MachineOptions): readonly Reader[] {
  const file = findMacmon(places)
  return file === null ? [] : [macmonReader(file, clock)]
}

function other({ homeFolder }: MachineOptions): MachineReaders {
  return {
    origin: 'measured',
    machine: nodeMachine(),
    readers: [nodeCpuReader(), nodeMemoryReader(), volumeReader(homeFolder)],
    notices: ['Nothing but processor and memory is known of this system.'],
    dispose: holdsNothing,
  }
}
