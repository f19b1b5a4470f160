import { durationText } from '../wording'
import { placeOfRun, unknownVerdict, verdictOf, type Family } from './judge-types'

/** FAILED. A run that was killed by a person is KILLED and no failure. */
export const runFailed: Family<'run-failed', 'run'> = {
  observes: 'run',
  pace: 'lasting',
  judge(_condition, memory, run, { subject }) {
    if (run === null) return { verdict: unknownVerdict, memory, isOver: false }
    const isOver = run.status !== 'RUNNING' && run.status !== 'SCHEDULED'
    if (run.status !== 'FAILED') {
      return { verdict: verdictOf('clear', run.at, null, null), memory: null, isOver }
    }
    const lasted = run.startTime === null || run.endTime === null ? null : run.endTime - run.startTime
    const words = {
      title: `${subject.label} failed`,
      message: placeOfRun(subject),
      reason:
        lasted === null ? 'The run ended as FAILED' : `The run ended as FAILED after ${durationText(lasted)}`,
    }
    const at = run.endTime ?? run.lastPointAt ?? run.startTime ?? run.at
    return { verdict: verdictOf('breach', at, null, null, words), memory: null, isOver }
  },
}
