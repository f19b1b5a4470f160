import type { RootCandidate } from '../../../shared/model/source'
import { shortPath } from '../../format/paths'

/** Where a store is, below the folder that was added. */
export function candidatePlace({ location, root }: RootCandidate): string {
  if (location === root) return 'the folder itself'
  return location.startsWith(`${root}/`) ? location.slice(root.length + 1) : shortPath(location)
}

/** `14 runs in 2 experiments`; what was counted in part says so. */
export function candidateWords(candidate: RootCandidate, number: (count: number) => string): string {
  const { counts, isWhole, problem } = candidate
  if (problem !== null) return problem
  const parts: string[] = []
  if (counts.runs > 0 || counts.experiments > 0) {
    parts.push(
      `${counted(counts.runs, 'run', number)} in ${counted(counts.experiments, 'experiment', number)}`,
    )
  }
  if (counts.others > 0) parts.push(counted(counts.others, 'item', number))
  const words = parts.join(', ')
  if (isWhole) return words === '' ? 'empty' : words
  return words === '' ? 'not counted: large' : `at least ${words}`
}

function counted(count: number, noun: string, number: (count: number) => string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** The excluded places after the user chose among `places`: those that are no longer below it stay as they were. */
export function withChosen(
  excluded: readonly string[],
  places: readonly string[],
  chosen: ReadonlySet<string>,
): readonly string[] {
  const asked = new Set(places)
  return [...excluded.filter((place) => !asked.has(place)), ...places.filter((place) => !chosen.has(place))]
}
