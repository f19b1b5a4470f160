/**
 * Expected failures travel as values. A `Result` crosses threads and IPC unchanged, which a thrown
 * error does not: Electron's `invoke` strips an error's class and fields.
 */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'unavailable',
  'locked',
  'permission',
  'corrupt',
  'unsupported',
  'timeout',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** `message` is one sentence for the screen: it names the source and what to do. `detail` is for the log only. */
export interface AppError {
  readonly code: ErrorCode
  readonly message: string
  readonly detail?: string
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function fail(code: ErrorCode, message: string, detail?: string): { ok: false; error: AppError } {
  return { ok: false, error: detail === undefined ? { code, message } : { code, message, detail } }
}

/** The log-only text of anything that was thrown. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
