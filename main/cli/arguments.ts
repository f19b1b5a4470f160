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
    const [option = '', first, second] = args.slice(index, index + 3)
    if (!options.has(option)) return refuse(`${option} is not understood.`)
    if (first === undefined || first === '') return refuse(`${option} needs a value.`)
    if (option === '--repo-root' || option === '--source') {
      if (isOtherUrl(first))
        return refuse(`${first} is not an address that Sextant reads: one begins with http:// or https://.`)
      places.push(isUrl(first) ? first : resolve(from, first))
    } else if (option === '--project') project = first
    else {
      if (second === undefined || second === '') return refuse('--history needs a run id and a metric.')
      history = { runId: first, key: second }
    }
    index += option === '--history' ? 3 : 2
  }
  return ok({ places: places.length === 0 ? [resolve(from)] : places, project, history })
}

const options: ReadonlySet<string> = new Set(['--repo-root', '--source', '--project', '--history'])

function refuse(sentence: string): Result<never> {
  return fail('invalid-input', `${sentence} ${snapshotUsage}`)
}

export function asksForHelp(args: readonly string[]): boolean {
  return args.some((one) => one === '--help' || one === '-h')
}

/** Taken for a path, it would be one that lies nowhere. */
function isOtherUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !isUrl(text)
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text)
}
