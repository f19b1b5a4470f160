import { numberReading, ratioReading } from './reading'
import type { SamplePart } from './sample'

type Properties = ReadonlyMap<string, unknown>

const missing = 'the graphics driver does not report it'

/** `PerformanceStatistics` of an accelerator (IOKit, public): the driver's own figures over its own window. */
export function gpuOfStatistics(statistics: Properties): NonNullable<SamplePart['gpu']> {
  const number = (key: string) => {
    const value = statistics.get(key)
    return typeof value === 'number' && value >= 0 ? value : null
  }
  const share = (...keys: readonly string[]) => {
    const percent = keys.map(number).find((value) => value !== null) ?? null
    // Drivers report more than 100 % at times.
    return ratioReading(percent === null ? null : percent / 100, 'reported', missing)
  }
  return {
    utilizationRatio: share('Device Utilization %', 'GPU Activity(%)'),
    rendererRatio: share('Renderer Utilization %'),
    tilerRatio: share('Tiler Utilization %'),
    usedMemoryBytes: numberReading(number('In use system memory'), 'reported', missing),
    allocatedMemoryBytes: numberReading(number('Alloc system memory'), 'reported', missing),
  }
}
