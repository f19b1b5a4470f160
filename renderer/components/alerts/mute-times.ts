/** Until when an alert can be muted. `until` null: until it is resolved. */
export interface MuteTime {
  readonly id: 'hour' | 'hours' | 'tomorrow' | 'week' | 'resolved'
  readonly label: string
  readonly until: number | null
}

const hour = 3_600_000
/** When "tomorrow" begins for somebody who slept. */
const morningHour = 8

/** By the user's own calendar: a day is not always 24 hours. */
export function muteTimes(now: number): readonly MuteTime[] {
  return [
    { id: 'hour', label: 'For 1 hour', until: now + hour },
    { id: 'hours', label: 'For 4 hours', until: now + 4 * hour },
    { id: 'tomorrow', label: 'Until tomorrow morning', until: morningIn(now, 1) },
    { id: 'week', label: 'For a week', until: morningIn(now, 7) },
    { id: 'resolved', label: 'Until it is resolved', until: null },
  ]
}

function morningIn(now: number, days: number): number {
  const date = new Date(now)
  date.setDate(date.getDate() + days)
  date.setHours(morningHour, 0, 0, 0)
  return date.getTime()
}
