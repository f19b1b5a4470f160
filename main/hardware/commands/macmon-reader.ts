import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseMacmonLine } from '../../../shared/hardware/commands/macmon'
import type { SamplePart } from '../../../shared/hardware/sample'
import type { Clock } from '../../../shared/clock'
import { fail, ok } from '../../../shared/result'
import type { Reader } from '../reader'

/** Where Homebrew, cargo and hand installation put it: an app started from Finder has no PATH of a shell. */
export const macmonPlaces: readonly string[] = [
  '/opt/homebrew/bin/macmon',
  '/usr/local/bin/macmon',
  '/opt/local/bin/macmon',
]

export function findMacmon(places: readonly string[]): string | null {
  return places.find((place) => isExecutable(place)) ?? null
}

function isExecutable(place: string): boolean {
  try {
    accessSync(place, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const staleAfterMs = 10_000
const restartAfterMs = 30_000

/**
 * What an installed macmon says, for a Mac on which this app leaves private interfaces alone: one process that
 * prints a line a second (`macmon pipe`), never one per sample. It starts again half a minute after it ended.
 */
export function macmonReader(file: string, clock: Clock): Reader {
  let child: ChildProcess | null = null
  let endedAt: number | null = null
  let last: { readonly part: SamplePart; readonly at: number } | null = null
  let isDisposed = false

  function start(): void {
    const started = spawn(file, ['pipe', '-i', '1000'], { stdio: ['ignore', 'pipe', 'ignore'] })
    child = started
    const end = () => {
      if (child === started) child = null
      endedAt = clock.monotonic()
    }
    started.once('error', end)
    started.once('exit', end)
    createInterface({ input: started.stdout }).on('line', (line) => {
      const part = parseMacmonLine(line)
      if (part !== null) last = { part, at: clock.monotonic() }
    })
  }

  return {
    name: 'macmon',
    everyMs: 1_000,
    fields: [
      'power.cpuWatts',
      'power.gpuWatts',
      'power.aneWatts',
      'thermal.cpuCelsius',
      'thermal.gpuCelsius',
    ],
    isAvailable: () => true,
    reason: () => null,
    read() {
      const mayStart = endedAt === null || clock.monotonic() - endedAt > restartAfterMs
      if (child === null && mayStart && !isDisposed) start()
      if (last === null) return fail('unavailable', 'macmon has not answered yet')
      return clock.monotonic() - last.at > staleAfterMs
        ? fail('unavailable', 'macmon has not answered for a while')
        : ok(last.part)
    },
    dispose() {
      isDisposed = true
      child?.kill()
    },
  }
}
