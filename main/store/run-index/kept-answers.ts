import type { RunIndex } from './run-index'

/** Gives what was made before under that key, as long as the index is unchanged. Nobody may write into it. */
export type KeptAnswers<T> = (index: RunIndex, key: string, make: () => T) => T

/** Keeps at most `most` answers about an index; the one that was wanted least recently goes first. */
export function keepAnswers<T>(most: number): KeptAnswers<T> {
  const kept = new WeakMap<RunIndex, { readonly version: number; readonly answers: Map<string, T> }>()
  return (index, key, make) => {
    let of = kept.get(index)
    if (of?.version !== index.version) {
      of = { version: index.version, answers: new Map() }
      kept.set(index, of)
    }
    const { answers } = of
    const answer = answers.get(key) ?? make()
    answers.delete(key)
    answers.set(key, answer)
    const [oldest] = answers.keys()
    if (answers.size > most && oldest !== undefined) answers.delete(oldest)
    return answer
  }
}
