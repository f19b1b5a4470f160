import { simulatedMachine, simulatedPart } from '../../../../main/hardware/simulated'
import type { HardwareState } from '../../../../shared/contract'
import { assembleSample } from '../../../../shared/hardware/assemble'
import type { HardwareSample, MachineInfo } from '../../../../shared/model/hardware'

export const startedAt = Date.UTC(2026, 10, 23, 12)

/** A sample of the simulated M4 Max, `seconds` after its imagined run began. */
export function aSample(seconds = 60, patch: Partial<HardwareSample> = {}): HardwareSample {
  const groups = assembleSample([{ part: simulatedPart(seconds), failure: null, fields: [] }])
  return { takenAt: startedAt + seconds * 1_000, origin: 'simulated', elapsedMs: 1_000, ...groups, ...patch }
}

/** A machine on which nothing is read. */
export function aBlankSample(seconds = 60): HardwareSample {
  return {
    takenAt: startedAt + seconds * 1_000,
    origin: 'measured',
    elapsedMs: 1_000,
    ...assembleSample([]),
  }
}

export const linux: MachineInfo = { ...simulatedMachine, platform: 'linux', clusters: [] }

export function aHardwareState(patch: Partial<HardwareState> = {}): HardwareState {
  const sample = aSample()
  return {
    machine: simulatedMachine,
    notices: ['These values are simulated: no sensor of this machine is read.'],
    isPaused: false,
    sample,
    recent: [aSample(58), aSample(59), sample],
    ...patch,
  }
}
