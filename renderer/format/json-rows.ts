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
export function jsonRows(document: unknown, { open, shown }: JsonView): readonly JsonRow[] {
  const rows: JsonRow[] = []
  const add = (value: unknown, name: string | null, id: string, depth: number): void => {
    const members = membersOf(value)
    const isOpen = members === null || members.length === 0 ? null : open.has(id)
    rows.push({ id, depth, name, ...describe(value, members?.length ?? 0), isOpen })
    if (members === null || isOpen !== true) return
    const most = shown.get(id) ?? membersAtOnce
    for (const [at, [key, member]] of members.slice(0, most).entries())
      add(member, key, `${id}/${at}`, depth + 1)
    if (members.length > most) {
      const text = `${Math.min(membersAtOnce, members.length - most)} more of ${members.length - most}`
      rows.push({ id: `${id}/more`, depth: depth + 1, name: null, kind: 'more', text, isOpen: null })
    }
  }
  add(document, null, '', 0)
  return rows
}

/** What is open at first: level by level, as long as it stays a page or so. */
export function openAtFirst(document: unknown): ReadonlySet<string> {
  const open = new Set<string>()
  let level: readonly (readonly [string, unknown])[] = [['', document]]
  let rows = 1
  while (level.length > 0) {
    const next = level.flatMap(([id, value]) =>
      (membersOf(value) ?? []).map(([, member], at) => [`${id}/${at}`, member] as const),
    )
    rows += next.length
    if (open.size > 0 && rows > mostRowsAtFirst) break
    for (const [id, value] of level) if ((membersOf(value)?.length ?? 0) > 0) open.add(id)
    // A long document: its own members are shown, theirs are not.
    if (rows > mostRowsAtFirst) break
    level = next
  }
  return open
}

type Members = readonly (readonly [name: string | null, value: unknown])[]

function membersOf(value: unknown): Members | null {
  if (Array.isArray(value)) return value.map((element: unknown) => [null, element])
  return typeof value === 'object' && value !== null ? Object.entries(value) : null
}

function describe(value: unknown, members: number): Pick<JsonRow, 'kind' | 'text'> {
  if (Array.isArray(value)) return { kind: 'list', text: members === 0 ? '[ ]' : counted(members, 'element') }
  if (typeof value === 'object' && value !== null)
    return { kind: 'object', text: members === 0 ? '{ }' : counted(members, 'member') }
  if (typeof value === 'number') return { kind: 'number', text: String(value) }
  if (typeof value !== 'string') return { kind: 'word', text: String(value) }
  const text = JSON.stringify(value.slice(0, longestText))
  return { kind: 'text', text: value.length > longestText ? `${text} …` : text }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
