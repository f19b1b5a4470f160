import { unknownVerdict, verdictOf, type Family } from './judge-types'

/** A channel gave up on a message: who relies on it has to be told in another way, once, until it works again. */
export const channelFailing: Family<'channel-failing', 'channel'> = {
  observes: 'channel',
  pace: 'recorded',
  judge(_condition, memory, seen, { subject }) {
    if (seen === null) return { verdict: unknownVerdict, memory, isOver: false }
    const level = seen.isFailing ? 'breach' : 'clear'
    const words =
      level !== 'breach'
        ? null
        : {
            title: `${subject.label} does not take alerts`,
            message: 'Alerts are listed here all the same',
            reason: seen.message,
          }
    return { verdict: verdictOf(level, seen.at, null, null, words), memory, isOver: false }
  },
}
