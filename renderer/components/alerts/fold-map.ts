/** A row of the list that is unfolded: where it is without any unfolding, and how many rows it lets out. */
export interface Fold {
  readonly at: number
  readonly size: number
}

/** Which row of the plain list stands at a place on screen; of an unfolded one, the how manieth part. */
export interface FoldPlace {
  readonly index: number
  /** Null for the row itself. */
  readonly part: number | null
}

/** `folds` are in order of their places. */
export function rowCount(total: number, folds: readonly Fold[]): number {
  return folds.reduce((sum, { size }) => sum + size, total)
}

export function placeAt(row: number, folds: readonly Fold[]): FoldPlace {
  let before = 0
  for (const { at, size } of folds) {
    const first = at + before + 1
    if (row < first) break
    if (row < first + size) return { index: at, part: row - first }
    before += size
  }
  return { index: row - before, part: null }
}

export function rowOf(index: number, folds: readonly Fold[]): number {
  return folds.reduce((row, { at, size }) => (at < index ? row + size : row), index)
}
