import type { ModelInspection } from '../../../shared/model/model-inspection'
import type { ModelRow } from '../../../shared/model/model-query'
import type { RunDetail } from '../../../shared/model/run-query'
import type { useFormat } from '../../composables/useFormat'
import { formatParameters } from '../../format/parameters'
import { kindNames } from './model-columns'

/** One side of a comparison; what could not be read is null, and shown as absent. */
export interface ComparedModel {
  readonly model: ModelRow
  readonly inspection: ModelInspection | null
  readonly run: RunDetail | null
}

export interface ComparedRow {
  readonly label: string
  /** Null where that side does not have it. */
  readonly a: string | null
  readonly b: string | null
  readonly differs: boolean
  /** Of numbers on both sides: b relative to a, in percent, or null. */
  readonly changePercent: number | null
}

export interface ComparedGroup {
  readonly title: string
  /** Rows that differ first, each part in its own order. */
  readonly rows: readonly ComparedRow[]
  readonly differenceCount: number
}

type Format = ReturnType<typeof useFormat>
interface Value {
  readonly label: string
  readonly text: string
  readonly number?: number | null
}

/** What tells two models apart, by subject: subjects without a value on either side are left out. */
export function compareModels(a: ComparedModel, b: ComparedModel, format: Format): readonly ComparedGroup[] {
  const groups: readonly (readonly [string, (side: ComparedModel) => readonly Value[]])[] = [
    ['Metrics of the source runs', ({ run }) => metricValues(run, format)],
    ['Parameters of the source runs', ({ run }) => textValues(run?.params ?? {})],
    ['Weights', (side) => weightValues(side, format)],
    ['Files', ({ inspection }) => sectionValues(inspection)],
    ['Tags', ({ model }) => textValues(model.tags)],
    ['About', ({ model }) => aboutValues(model, format)],
  ]
  return groups
    .map(([title, values]) => groupOf(title, values(a), values(b)))
    .filter(({ rows }) => rows.length > 0)
}

function groupOf(title: string, a: readonly Value[], b: readonly Value[]): ComparedGroup {
  const left = new Map(a.map((value) => [value.label, value]))
  const right = new Map(b.map((value) => [value.label, value]))
  const rows = [...new Set([...left.keys(), ...right.keys()])].map((label) =>
    rowOf(label, left.get(label), right.get(label)),
  )
  const differing = rows.filter(({ differs }) => differs)
  return {
    title,
    rows: [...differing, ...rows.filter(({ differs }) => !differs)],
    differenceCount: differing.length,
  }
}

function rowOf(label: string, a: Value | undefined, b: Value | undefined): ComparedRow {
  const [from, to] = [a?.number ?? null, b?.number ?? null]
  const isNumeric = from !== null && to !== null
  const differs = isNumeric ? !Object.is(from, to) : a?.text !== b?.text
  const canChange = isNumeric && differs && Number.isFinite(from) && Number.isFinite(to) && from !== 0
  return {
    label,
    a: a?.text ?? null,
    b: b?.text ?? null,
    differs,
    changePercent: canChange ? ((to - from) / Math.abs(from)) * 100 : null,
  }
}

function metricValues(run: RunDetail | null, format: Format): readonly Value[] {
  return Object.entries(run?.metrics ?? {})
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
    .map(([label, { value }]) => ({ label, text: format.metric(value), number: value }))
}

function textValues(texts: Readonly<Record<string, string>>): readonly Value[] {
  return Object.entries(texts)
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
    .map(([label, text]) => ({ label, text }))
}

function weightValues({ model, inspection }: ComparedModel, format: Format): readonly Value[] {
  const bytes = inspection?.bytes ?? model.bytes
  const parameters = inspection?.parameterCount ?? model.parameterCount
  const known: (Value | null)[] = [
    bytes === null ? null : { label: 'Size on disk', text: format.bytes(bytes), number: bytes },
    parameters === null
      ? null
      : { label: 'Parameters', text: formatParameters(parameters), number: parameters },
    fact('Precision', inspection?.precision ?? model.precision),
    fact('Format', inspection?.format ?? model.format),
    ...(inspection?.dtypes ?? []).map(({ dtype, bytes: share }) => ({
      label: `Bytes in ${dtype}`,
      text: format.bytes(share),
      number: share,
    })),
  ]
  return known.filter((value) => value !== null)
}

function sectionValues(inspection: ModelInspection | null): readonly Value[] {
  return (inspection?.sections ?? []).flatMap(({ title, facts }) =>
    facts.map(({ label, text }) => ({ label: `${title}: ${label}`, text })),
  )
}

function aboutValues(model: ModelRow, format: Format): readonly Value[] {
  const known: (Value | null)[] = [
    { label: 'Kind', text: kindNames[model.kind] },
    fact('Aliases', model.aliases.join(', ')),
    fact('Stage', model.stage ?? null),
    fact('Status', model.status),
    fact('Source run', model.runName ?? model.runId),
    fact('Project', model.project),
    model.createdAt === null ? null : { label: 'Created', text: format.dateTime(model.createdAt) },
  ]
  return known.filter((value) => value !== null)
}

function fact(label: string, text: string | null): Value | null {
  return text === null || text === '' ? null : { label, text }
}
