import type { HardwareSample } from '../../shared/model/hardware'
import type { Settings } from '../../shared/model/settings'

/** A sample costs some milliseconds of CPU whatever the battery holds. */
const slowerBy = 4

/** Distance of samples, ms: the user's, four times as long where the user wants that on battery or in Low Power Mode. */
export function samplePace(
  settings: Pick<Settings, 'sampleIntervalMs' | 'sampleSlowerOnBattery'>,
  sample: Pick<HardwareSample, 'battery' | 'power'> | null,
): number {
  const { sampleIntervalMs, sampleSlowerOnBattery } = settings
  // Not known is not on battery: a desktop has none.
  const isSaving = sample?.battery.isExternalConnected.value === false || sample?.power.mode.value === 'low'
  return sampleSlowerOnBattery && isSaving ? sampleIntervalMs * slowerBy : sampleIntervalMs
}
