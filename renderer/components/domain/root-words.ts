import { isFailedRootId, type SourceStatus } from '../../../shared/model/source'
import { lastPathPart } from '../../format/paths'

/** What came of a folder, file or server that is watched, in a few words. */
export function rootWords(root: string, sources: readonly SourceStatus[]): string {
  const own = sources.filter((source) => source.root === root)
  if (own.some(({ id }) => isFailedRootId(id))) return 'Nothing readable found yet'
  if (own.length > 0) {
    const troubled = own.filter(({ state }) => state === 'failed' || state === 'stale').length
    return troubled > 0 ? `${counted(own.length)}, ${troubled} not readable` : counted(own.length)
  }
  // A store is counted once, where it was found first: folders that are watched may lie within each other.
  const others = sources.filter(({ location }) => location === root || location.startsWith(`${root}/`))
  const [first, ...rest] = new Set(others.map((source) => source.root))
  if (first === undefined) return 'No sources of its own'
  const where = rest.length > 0 ? 'other folders' : `“${lastPathPart(first)}”`
  return `${counted(others.length)}, counted with ${where}`
}

function counted(count: number): string {
  return count === 1 ? '1 source' : `${count} sources`
}
