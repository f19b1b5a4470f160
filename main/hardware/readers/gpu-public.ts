import { gpuOfStatistics } from '../../../shared/hardware/public-gpu'
import { fail, ok } from '../../../shared/result'
import type { CfDictionary, CfValue } from '../ffi/corefoundation'
import type { Registry, RegistryEntry } from '../ffi/iokit'
import type { Reader } from '../reader'

const statisticsKey = 'PerformanceStatistics'

/** The accelerator that keeps statistics; helpers beside it keep none, and an Intel Mac may have two. */
export function findAccelerator(registry: Registry): RegistryEntry | null {
  const entries = registry.findAll('IOAccelerator')
  const apple = entries.find(
    (entry) => entry.conformsTo('AGXAccelerator') && isDictionary(entry.property(statisticsKey)),
  )
  const chosen = apple ?? entries.find((entry) => isDictionary(entry.property(statisticsKey))) ?? null
  for (const entry of entries) if (entry !== chosen) void entry.dispose()
  return chosen
}

/** GPU use and memory by public IOKit: there from the first sample on, before any private channel is found. */
export function gpuPublicReader(registry: Registry): Reader {
  let accelerator = findAccelerator(registry)
  const wasFound = accelerator !== null
  return {
    name: 'gpu.public',
    everyMs: 1_000,
    fields: [
      'gpu.utilizationRatio',
      'gpu.usedMemoryBytes',
      'gpu.allocatedMemoryBytes',
      'gpu.rendererRatio',
      'gpu.tilerRatio',
    ],
    isAvailable: () => wasFound,
    reason: () => (wasFound ? null : 'no graphics driver of this machine keeps statistics'),
    read() {
      const entry = accelerator ?? findAccelerator(registry)
      accelerator = entry
      const statistics = entry?.property(statisticsKey) ?? null
      if (isDictionary(statistics)) return ok({ gpu: gpuOfStatistics(statistics) })
      // The driver restarted: its entry is another one now.
      void entry?.dispose()
      accelerator = null
      return fail('unavailable', 'the graphics driver gives no statistics at the moment')
    },
    dispose() {
      void accelerator?.dispose()
      accelerator = null
    },
  }
}

function isDictionary(value: CfValue): value is CfDictionary {
  return value instanceof Map
}
