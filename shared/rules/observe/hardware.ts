import type { HardwareSample } from '../../model/hardware'
import { hardwareValues } from '../hardware-values'
import type { HardwareObservation } from '../observation'
import { machineSubject } from '../subjects'

/** What is not known is absent, never 0: a rule then neither fires nor clears. */
export function observeHardware(sample: HardwareSample): HardwareObservation {
  const values: [string, number][] = []
  for (const { name, read } of hardwareValues) {
    const value = read(sample)
    if (value !== null && Number.isFinite(value)) values.push([name, value])
  }
  return {
    kind: 'hardware',
    subject: machineSubject,
    at: sample.takenAt,
    evidence: String(sample.takenAt),
    values: Object.fromEntries(values),
    isFresh: sample.elapsedMs === null,
  }
}

/** One value from history, for a preview. `at` in epoch ms. */
export function observeHardwareValue(
  name: string,
  at: number,
  value: number,
  isFresh: boolean,
): HardwareObservation {
  const base = { kind: 'hardware', subject: machineSubject, at, evidence: String(at), isFresh } as const
  return { ...base, values: Object.fromEntries([[name, value]]) }
}
