import { resolve } from 'node:path'
import { fail, ok, type Result } from '../../shared/result'

export interface SnapshotArguments {
  readonly places: readonly string[]
  readonly project: string | null
  readonly history: { readonly runId: string; readonly key: string } | null
}

export const snapshotUsage =
  'Usage: npm run -s snapshot -- [--repo-root DIR] [--source PATH_OR_URL]… [--project NAME] [--history RUN_ID METRIC]'

/** Relative paths are relative to `from`, the folder the user stands in. With no place at all, that folder is read. */
export function parseSnapshotArguments(args: readonly string[], from: string): Result<SnapshotArguments> {
  const places: string[] = []
  let project: string | null = null
  let history: SnapshotArguments['history'] = null
  for (let index = 0; index < args.length;) {
    const [option, first, second] = args.slice(index, index + 3)
    if (first === undefined) return fail('invalid-input', `${option ?? ''} needs a value. ${snapshotUsage}`)
    if (option === '--repo-root' || option === '--source')
      places.push(isUrl(first) ? first : resolve(from, first))
    else if (option === '--project') project = first
    else if (option === '--history') {
      if (second === undefined)
        return fail('invalid-input', `--history needs a run id and a metric. ${snapshotUsage}`)
      history = { runId: first, key: second }
    } else return fail('invalid-input', `${option ?? ''} is not understood. ${snapshotUsage}`)
    index += option === '--history' ? 3 : 2
  }
  return ok({ places: places.length === 0 ? [resolve(from)] : places, project, history })
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text)
}
