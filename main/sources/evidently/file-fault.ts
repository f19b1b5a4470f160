import { describeThrown, fail } from '../../../shared/result'

/** What an exception of the file system means for the reader of it; `name` is shown. */
export function fileFault(thrown: unknown, name: string): ReturnType<typeof fail> {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const detail = describeThrown(thrown)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return fail('not-found', `${name} is not there any more.`, detail)
  if (code === 'EACCES' || code === 'EPERM')
    return fail('permission', `${name} may not be read by Sextant.`, detail)
  return fail('unavailable', `${name} could not be read.`, detail)
}
