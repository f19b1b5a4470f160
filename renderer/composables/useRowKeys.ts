import type { Selection } from './useSelection'

interface RowKeys {
  readonly selection: Selection
  readonly count: () => number
  /** How many whole rows are in sight: what Page Up and Page Down move by. */
  readonly rowsInSight: () => number
  readonly move: (index: number, extend: boolean) => void
  readonly open: () => void
}

/** The keys of a table of rows: arrows or j and k move, with Shift they select, x selects one, Return opens. */
export function useRowKeys({ selection, count, rowsInSight, move, open }: RowKeys) {
  const { current, selected } = selection

  function targetOf(key: string): number | undefined {
    const at = current.value
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: Math.max(0, at - 1),
      k: Math.max(0, at - 1),
      Home: 0,
      End: count() - 1,
      PageDown: at + rowsInSight(),
      PageUp: at - rowsInSight(),
    }
    return targets[key]
  }

  return function onKey(event: KeyboardEvent): void {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    // Return on a column's header sorts.
    if (event.key === 'Enter' && event.target !== event.currentTarget) return
    const target = targetOf(event.key)
    if (target !== undefined) move(target, event.shiftKey && event.key.startsWith('Arrow'))
    else if (event.key === 'Enter') open()
    else if (event.key === 'x') selection.toggle(current.value)
    else if (event.key === 'Escape' && selected.value.size > 0) selection.clear()
    else return
    event.preventDefault()
  }
}
