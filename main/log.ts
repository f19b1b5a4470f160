/** Levels in rising order. A line below the chosen level is not written. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]
export type Log = (level: LogLevel, message: string) => void

interface LineOptions {
  readonly now: () => number
  readonly home: string
  readonly minimum: LogLevel
  readonly write: (line: string) => void
}

/** JSON lines with secrets and the home folder's name taken out, since people paste logs into bug reports. */
export function createLog({ now, home, minimum, write }: LineOptions): Log {
  const least = logLevels.indexOf(minimum)
  return (level, message) => {
    if (logLevels.indexOf(level) < least) return
    write(JSON.stringify({ time: new Date(now()).toISOString(), level, message: redact(message, home) }))
  }
}

const longestMessage = 8_000

export function redact(text: string, home: string): string {
  const withoutHome = home.length > 1 ? text.replaceAll(home, '~') : text
  return withoutHome
    .slice(0, longestMessage)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 ***')
    .replace(/:\/\/[^\s/]+@/g, '://***@')
    .replace(namedSecret, '$1***')
}

/** `password=…`, `"token": "two words"`: a quoted value to its end, a bare one to the next gap. */
const namedSecret =
  /((?:token|password|secret|api[_-]?key)["']?\s*[=:]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"',&]{4,})/gi
