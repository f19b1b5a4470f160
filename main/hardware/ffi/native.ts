import type * as Koffi from 'koffi'
import { describeThrown, fail, ok, type Result } from '../../../shared/result'

/** An address. NULL arrives as null. No type travels with it: a wrong one is a crash, not an exception. */
export type Pointer = bigint

export type Native = Pick<typeof Koffi, 'load' | 'decode'>

/** Loaded only where it is needed, since a machine without koffi's binary must still start. */
export async function loadNative(): Promise<Result<Native>> {
  try {
    return ok(await import('koffi'))
  } catch (thrown) {
    return fail(
      'unsupported',
      'the bridge to native libraries (koffi) cannot be loaded',
      describeThrown(thrown),
    )
  }
}
