/** "2026-11-25 23.30": this Mac's time, as the window shows it; sorted by name, files are in order of time. */
export function momentForFileName(at: number): string {
  const moment = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-')
  return `${day} ${two(moment.getHours())}.${two(moment.getMinutes())}`
}
