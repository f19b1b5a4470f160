import type { ModelInspection } from '../../../shared/model/model-inspection'
import type { ModelRow } from '../../../shared/model/model-query'
import type { RunDetail } from '../../../shared/model/run-query'
import type { useFormat } from '../../composables/useFormat'
import { formatParameters } from '../../format/parameters'
import { compareValues, factValue, textValues, type ComparedGroup, type ComparedValue } from './differences'
import { kindNames } from './model-columns'

/** One side of a comparison; what could not be read is null, and shown as absent. */
export interface ComparedModel {
  readonly model: ModelRow
  readonly inspection: ModelInspection | null
  readonly run: RunDetail | null
}

type Format = ReturnType<typeof useFormat>
/** What tells two models apart, by subject: subjects without a value on either side are left out. */
export function compareModels(a: ComparedModel, b: ComparedModel, format: Format): readonly ComparedGroup[] {
  const groups: readonly (readonly [string, (side: ComparedModel) => readonly ComparedValue[]])[] = [
    ['Metrics of the source runs', ({ run }) => metricValues(run, format)],
    ['Parameters of the source runs', ({ run }) => textValues(run?.params ?? {})],
    ['Weights', (side) => weightValues(side, format)],
    ['Files', ({ inspection }) => sectionValues(inspection)],
    ['Tags', ({ model }) => textValues(model.tags)],
    ['About', ({ model }) => aboutValues(model, format)],
  ]
  return groups
    .map(([title, values]) => compareValues(title, [values(a), values(b)]))
    .filter(({ rows }) => rows.length > 0)
}

function metricValues(run: RunDetail | null, format: Format): readonly ComparedValue[] {
  return Object.entries(run?.metrics ?? {})
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }))
    .map(([label, { value }]) => ({ label, text: format.metric(value), number: value }))
}

function weightValues({ model, inspection }: ComparedModel, format: Format): readonly ComparedValue[] {
  const bytes = inspection?.bytes ?? model.bytes
  const parameters = inspection?.parameterCount ?? model.parameterCount
  const known: (ComparedValue | null)[] = [
    bytes === null ? null : { label: 'Size on disk', text: format.bytes(bytes), number: bytes },
    parameters === null
      ? null
      : { label: 'Parameters', text: formatParameters(parameters), number: parameters },
    factValue('Precision', inspection?.precision ?? model.precision),
    factValue('Format', inspection?.format ?? model.format),
    ...(inspection?.dtypes ?? []).map(({ dtype, bytes: share }) => ({
      label: `Bytes in ${dtype}`,
      text: format.bytes(share),
      number: share,
    })),
  ]
  return known.filter((value) => value !== null)
}

function sectionValues(inspection: ModelInspection | null): readonly ComparedValue[] {
  return (inspection?.sections ?? []).flatMap(({ title, facts }) =>
    facts.map(({ label, text }) => ({ label: `${title}: ${label}`, text })),
  )
}

function aboutValues(model: ModelRow, format: Format): readonly ComparedValue[] {
  const known: (ComparedValue | null)[] = [
    { label: 'Kind', text: kindNames[model.kind] },
    factValue('Aliases', model.aliases.join(', ')),
    factValue('Stage', model.stage ?? null),
    factValue('Status', model.status),
    factValue('Source run', model.runName ?? model.runId),
    factValue('Project', model.project),
    model.createdAt === null ? null : { label: 'Created', text: format.dateTime(model.createdAt) },
  ]
  return known.filter((value) => value !== null)
}
