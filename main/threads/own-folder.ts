import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeThrown } from '../../shared/result'
import type { Log } from '../log'

/**
 * A folder of our own for what can be made again. Where it cannot be had, one of the system's temporary folders stands
 * in for this session: users' stores are read all the same.
 */
export function ownFolder(wanted: string, log: Log): string {
  try {
    mkdirSync(wanted, { recursive: true })
    accessSync(wanted, constants.W_OK)
    return wanted
  } catch (thrown) {
    log(
      'warn',
      `${wanted} cannot be used, and a temporary folder stands in for it: ${describeThrown(thrown)}`,
    )
    return mkdtempSync(join(tmpdir(), 'sextant-'))
  }
}

/** As far as it goes: what stays of it is in nobody's way. */
export function removeFolder(folder: string, log: Log): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (thrown) {
    log('warn', `${folder} was not removed: ${describeThrown(thrown)}`)
  }
}
