/** A value of one of the things that are compared. */
export interface ComparedValue {
  readonly label: string
  readonly text: string
  /** Where the text stands for a number: numbers are compared, not their rounded texts. */
  readonly number?: number | null
}

export interface ComparedRow {
  readonly label: string
  /** One a side, in their order; null where that side does not have it. */
  readonly cells: readonly (string | null)[]
  readonly differs: boolean
  /** Of two sides with numbers: the second relative to the first, in percent, else null. */
  readonly changePercent: number | null
}

export interface ComparedGroup {
  readonly title: string
  /** Rows that differ first, each part in its own order. */
  readonly rows: readonly ComparedRow[]
  readonly differenceCount: number
}

/** What any number of sides have of one subject, label by label. */
export function compareValues(title: string, sides: readonly (readonly ComparedValue[])[]): ComparedGroup {
  const byLabel = sides.map((values) => new Map(values.map((value) => [value.label, value])))
  const labels = new Set(sides.flatMap((values) => values.map(({ label }) => label)))
  const rows = [...labels].map((label) =>
    rowOf(
      label,
      byLabel.map((side) => side.get(label)),
    ),
  )
  const differing = rows.filter(({ differs }) => differs)
  return {
    title,
    rows: [...differing, ...rows.filter(({ differs }) => !differs)],
    differenceCount: differing.length,
  }
}

/** The rows with every word in their label or values; groups without one are left out. */
export function findInGroups(
  groups: readonly ComparedGroup[],
  text: string,
  isDifferencesOnly: boolean,
): readonly ComparedGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return groups
    .map((group) => ({
      ...group,
      rows: group.rows.filter(
        (row) =>
          (row.differs || !isDifferencesOnly) &&
          words.every((word) => [row.label, ...row.cells].join(' ').toLowerCase().includes(word)),
      ),
    }))
    .filter((group) => group.rows.length > 0)
}

/** Texts by name, names in the order people count. */
export function textValues(texts: Readonly<Record<string, string>>): readonly ComparedValue[] {
  return Object.entries(texts)
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
    .map(([label, text]) => ({ label, text }))
}

export function factValue(label: string, text: string | null | undefined): ComparedValue | null {
  return text === null || text === undefined || text === '' ? null : { label, text }
}

function rowOf(label: string, values: readonly (ComparedValue | undefined)[]): ComparedRow {
  const [first, second] = values
  return {
    label,
    cells: values.map((value) => value?.text ?? null),
    differs: values.some((value) => !isSame(first, value)),
    changePercent: values.length === 2 ? changeOf(first?.number, second?.number) : null,
  }
}

function isSame(one: ComparedValue | undefined, other: ComparedValue | undefined): boolean {
  if (one?.number != null && other?.number != null) return Object.is(one.number, other.number)
  return one?.text === other?.text
}

function changeOf(from: number | null | undefined, to: number | null | undefined): number | null {
  if (from == null || to == null || !Number.isFinite(from) || !Number.isFinite(to)) return null
  return from === 0 || Object.is(from, to) ? null : ((to - from) / Math.abs(from)) * 100
}
