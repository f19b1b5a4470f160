import { fail } from '../../shared/result'
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
