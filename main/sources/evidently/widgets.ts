import { arrayOf, fieldOf, textOf } from './untrusted'

/** A widget of an Evidently page, out of its groups and tabs. */
export interface Widget {
  readonly type: string
  readonly title: string
  readonly params: unknown
  /** The last heading before it on the page: a counter without a value. */
  readonly heading: string
}

const deepest = 32
const mostWidgets = 20_000

/** All widgets in the order of the page. v2 nests them in groups, and both families in tabs. */
export function walkWidgets(widgets: unknown): readonly Widget[] {
  const found: Widget[] = []
  let heading = ''
  function visit(list: readonly unknown[] | null, depth: number): void {
    if (list === null || depth > deepest) return
    for (const raw of list) {
      if (found.length >= mostWidgets) return
      const type = textOf(fieldOf(raw, 'type'))
      if (type === null) continue
      const params = fieldOf(raw, 'params')
      if (type === 'counter') heading = headingOf(params) ?? heading
      found.push({ type, title: textOf(fieldOf(raw, 'title')) ?? '', params, heading })
      visit(arrayOf(fieldOf(raw, 'widgets')), depth + 1)
      for (const tab of arrayOf(fieldOf(raw, 'tabs')) ?? []) visit([fieldOf(tab, 'widget')], depth + 1)
    }
  }
  visit(arrayOf(widgets), 0)
  return found
}

export interface Counter {
  readonly label: string
  readonly value: string
}

export function countersOf(widget: Widget): readonly Counter[] {
  if (widget.type !== 'counter') return []
  return (arrayOf(fieldOf(widget.params, 'counters')) ?? []).map((counter) => ({
    label: textOf(fieldOf(counter, 'label')) ?? '',
    value: textOf(fieldOf(counter, 'value')) ?? '',
  }))
}

function headingOf(params: unknown): string | null {
  const [first, ...others] = arrayOf(fieldOf(params, 'counters')) ?? []
  return others.length === 0 && fieldOf(first, 'value') === '' ? textOf(fieldOf(first, 'label')) : null
}
