import type { RunRow } from '../model/run-query'

/** How far a run is. */
export interface RunProgress {
  /** 0..1 */
  readonly ratio: number
  /** Of the run's own count; null when only epochs are counted. */
  readonly step: number | null
  readonly totalSteps: number | null
}

// What training scripts call their number of steps and epochs, most telling first.
const stepParams = ['max_steps', 'total_steps', 'num_train_steps', 'num_steps', 'n_steps', 'iters', 'steps']
const epochParams = ['num_train_epochs', 'num_epochs', 'n_epochs', 'epochs', 'max_epochs']

/** From what the run declared and what it logged; null when it never said how long it means to be. */
export function runProgress({ params, metrics }: Pick<RunRow, 'params' | 'metrics'>): RunProgress | null {
  const step = Object.values(metrics).reduce((most, metric) => Math.max(most, metric.step), 0)
  const totalSteps = firstCount(params, stepParams)
  if (totalSteps !== null && step <= totalSteps) return { ratio: step / totalSteps, step, totalSteps }
  const epochs = firstCount(params, epochParams)
  const epoch = metrics['epoch']?.value ?? metrics['train/epoch']?.value
  if (epochs === null || epoch === undefined || !(epoch >= 0 && epoch <= epochs)) return null
  return { ratio: epoch / epochs, step: null, totalSteps: null }
}

function firstCount(params: Readonly<Record<string, string>>, keys: readonly string[]): number | null {
  for (const key of keys) {
    const count = Number(params[key] ?? NaN)
    if (Number.isInteger(count) && count > 0) return count
  }
  return null
}

/** Ms until the end if it goes on as it went; null before a hundredth is done, when that says nothing. */
export function remainingMs(progress: RunProgress, startTime: number | null, now: number): number | null {
  if (startTime === null || progress.ratio < 0.01 || now <= startTime) return null
  return ((now - startTime) / progress.ratio) * (1 - progress.ratio)
}
