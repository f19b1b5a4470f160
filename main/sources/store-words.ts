import { fail } from '../../shared/result'

/** What sources on disk say alike. */

/** Asked anew each time: the compiler takes a signal's state for settled after the first look. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

export function cancelled(location: string) {
  return fail('cancelled', `Reading ${location} was called off.`)
}

/** Of a place that was named just now, in the window or a terminal: there is nothing of it in Sextant to remove. */
export function nothingAt(place: string) {
  return fail('not-found', `${place} is not there; check its spelling, or connect the disk that it is on.`)
}

export function missing(location: string) {
  return fail(
    'not-found',
    `${location} is not there; if it is on a disk, connect it, or remove it from Sextant.`,
  )
}

/** "2 experiments, 16 runs, 9 models"; models only when there are some. */
export function countsMessage(experiments: number, runs: number, models: number): string {
  const counts: [number, string][] = [
    [experiments, 'experiment'],
    [runs, 'run'],
    [models, 'model'],
  ]
  const parts = counts.filter(([count], at) => at < 2 || count > 0)
  return parts.map(([count, noun]) => `${count} ${noun}${count === 1 ? '' : 's'}`).join(', ')
}
