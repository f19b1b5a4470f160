import type { Clock } from './clock'
import type { OnFault } from './rpc'

const sayAgainMs = 60_000
const mostKnown = 200

/**
 * Logs the calls that could not be answered. What fails once a second is the same line each time, and would push all
 * else out of the log: it is written once a minute, with how often it happened.
 */
export function logFaults(
  log: (level: 'error', message: string) => void,
  clock: Pick<Clock, 'monotonic'>,
): OnFault {
  const known = new Map<string, { readonly loggedAt: number; left: number }>()
  return (name, detail) => {
    const [firstLine = ''] = detail.split('\n')
    const fault = `${name}: ${firstLine}`
    const before = known.get(fault)
    if (before !== undefined && clock.monotonic() - before.loggedAt < sayAgainMs) {
      before.left++
      return null
    }
    if (known.size >= mostKnown) known.clear()
    known.set(fault, { loggedAt: clock.monotonic(), left: 0 })
    const repeats = before === undefined || before.left === 0 ? '' : ` (and ${before.left} times since)`
    log('error', `${name}${repeats}: ${detail}`)
    return null
  }
}
