import { fail, type AppError } from '../../shared/result'
import { holdsNothing, type Reader } from './reader'

/** Stands for what a machine cannot have, so that the screen and the diagnose page give the reason. */
export function absentReader(name: string, fields: Reader['fields'], reason: string): Reader {
  return {
    name,
    everyMs: 60_000,
    fields,
    isAvailable: () => false,
    reason: () => reason,
    read: () => fail('unsupported', reason),
    dispose: holdsNothing,
  }
}

/** Stands for an interface that could not be opened: absent, denied or failed, as its error says. */
export function failedReader(name: string, fields: Reader['fields'], error: AppError): Reader {
  return {
    name,
    everyMs: 60_000,
    fields,
    isAvailable: () => true,
    reason: () => error.message,
    read: () => ({ ok: false, error }),
    dispose: holdsNothing,
  }
}
