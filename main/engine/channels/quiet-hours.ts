import type { Channels } from '../../../shared/model/channel'

type QuietHours = Channels['quietHours']

/** By this Mac's local time; a range that ends before it begins goes over midnight, one of no length is none. */
export function isQuiet({ isEnabled, from, to }: QuietHours, now: number): boolean {
  if (!isEnabled || from === to) return false
  const date = new Date(now)
  const minute = date.getHours() * 60 + date.getMinutes()
  const [start, end] = [minuteOf(from), minuteOf(to)]
  return start < end ? minute >= start && minute < end : minute >= start || minute < end
}

function minuteOf(clock: string): number {
  const [hours = '0', minutes = '0'] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
