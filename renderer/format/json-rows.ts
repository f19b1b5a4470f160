import type { JsonDocument, JsonPart } from './json-scan'

/** One line of a JSON document as a tree. */
export interface JsonRow {
  /** The way to it, by positions: `/0/3`. The document itself is ''. */
  readonly id: string
  readonly depth: number
  /** Of a member of an object; null for elements of lists and the document itself. */
  readonly name: string | null
  readonly kind: 'object' | 'list' | 'text' | 'number' | 'word' | 'more'
  /** The value, or what a container holds: `3 members`. */
  readonly text: string
  /** Null for what cannot be opened. */
  readonly isOpen: boolean | null
}

/** Members of one object or list that are shown at first, and by each "more". */
export const membersAtOnce = 200
const longestText = 2_000
const mostRowsAtFirst = 60

interface JsonView {
  readonly open: ReadonlySet<string>
  /** How many members of a container are shown, where it is not `membersAtOnce`. */
  readonly shown: ReadonlyMap<string, number>
}

/** The lines that are to be seen. */
export function jsonRows(document: JsonDocument, { open, shown }: JsonView): readonly JsonRow[] {
  const rows: JsonRow[] = []
  // A stack of what is still to come, the next one last: a document may be nested deeper than calls can be.
  const ahead: Ahead[] = [{ id: '', depth: 0, name: null, part: document.root }]
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if ('row' in next) {
      rows.push(next.row)
      continue
    }
    const { id, depth, name, part } = next
    const isOpen = part.count === 0 ? null : open.has(id)
    rows.push({ id, depth, name, kind: part.kind, text: textOf(document, part), isOpen })
    if (isOpen !== true) continue
    const members = document.membersOf(part, shown.get(id) ?? membersAtOnce)
    const left = part.count - members.length
    if (left > 0) {
      const text = `${Math.min(membersAtOnce, left)} more of ${left}`
      ahead.push({
        row: { id: `${id}/more`, depth: depth + 1, name: null, kind: 'more', text, isOpen: null },
      })
    }
    for (let at = members.length - 1; at >= 0; at -= 1) {
      const member = members[at]
      if (member !== undefined) ahead.push({ id: `${id}/${at}`, depth: depth + 1, ...member })
    }
  }
  return rows
}

type Ahead =
  | { readonly row: JsonRow }
  | { readonly id: string; readonly depth: number; readonly name: string | null; readonly part: JsonPart }

/** What is open at first: level by level, as long as it stays a page or so. */
export function openAtFirst(document: JsonDocument): ReadonlySet<string> {
  const open = new Set<string>()
  let level: readonly (readonly [id: string, part: JsonPart])[] = [['', document.root]]
  let rows = 1
  while (level.length > 0) {
    rows += level.reduce((sum, [, part]) => sum + part.count, 0)
    if (open.size > 0 && rows > mostRowsAtFirst) break
    for (const [id, part] of level) if (part.count > 0) open.add(id)
    // A long document: its own members are shown, theirs are not.
    if (rows > mostRowsAtFirst) break
    level = level.flatMap(([id, part]) =>
      document
        .membersOf(part, mostRowsAtFirst)
        .map(({ part: member }, at) => [`${id}/${at}`, member] as const),
    )
  }
  return open
}

function textOf({ text }: JsonDocument, { kind, from, to, count }: JsonPart): string {
  if (kind === 'list') return count === 0 ? '[ ]' : counted(count, 'element')
  if (kind === 'object') return count === 0 ? '{ }' : counted(count, 'member')
  // As the file has it; only what is written in escapes is put into letters, where it is short enough.
  if (to - from > longestText) return `${text.slice(from, from + longestText)} …`
  const written = text.slice(from, to)
  return kind === 'text' ? JSON.stringify(JSON.parse(written)) : written
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
