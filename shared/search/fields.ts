/** What a comparison of the run search may be about (docs/SEARCH.md). */
export const textAttributes = [
  'run_id',
  'run_name',
  'user_id',
  'artifact_uri',
  'experiment',
  'experiment_id',
  'project',
] as const
export const timeAttributes = ['start_time', 'end_time'] as const
export const attributes = [...textAttributes, 'status', ...timeAttributes, 'duration'] as const
export const datasetParts = ['name', 'digest', 'context'] as const

export type TextAttribute = (typeof textAttributes)[number]
export type Attribute = (typeof attributes)[number]
export type DatasetPart = (typeof datasetParts)[number]
export type KeyedKind = 'metrics' | 'params' | 'tags'

export type Field =
  | { readonly kind: KeyedKind; readonly key: string }
  | { readonly kind: 'attribute'; readonly name: Attribute }
  | { readonly kind: 'dataset'; readonly name: DatasetPart }

export type FieldKind = Field['kind']

/** What a field holds decides which comparisons make sense. */
export type FieldType = 'number' | 'keyed-text' | 'text' | 'status' | 'time' | 'duration'

/** MLflow's own spellings of the five kinds. */
const kinds: Readonly<Record<string, FieldKind>> = {
  metric: 'metrics',
  metrics: 'metrics',
  param: 'params',
  params: 'params',
  parameter: 'params',
  parameters: 'params',
  tag: 'tags',
  tags: 'tags',
  attr: 'attribute',
  attribute: 'attribute',
  attributes: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
}

const otherNames: Readonly<Record<string, Attribute>> = {
  created: 'start_time',
  'run name': 'run_name',
}

/** Attributes that need no `run.` before them: MLflow's, and one that no text is likely to hold before a comparison. */
const bareAttributes: ReadonlySet<string> = new Set([
  ...['run_id', 'run_name', 'run name', 'user_id', 'artifact_uri', 'status'],
  ...['start_time', 'created', 'end_time', 'duration'],
])

export function kindOfPrefix(prefix: string): FieldKind | null {
  const name = prefix.toLowerCase()
  return Object.hasOwn(kinds, name) ? (kinds[name] ?? null) : null
}

export function attributeNamed(text: string): Attribute | null {
  const name = text.toLowerCase()
  if (Object.hasOwn(otherNames, name)) return otherNames[name] ?? null
  return attributes.find((attribute) => attribute === name) ?? null
}

export function bareAttributeNamed(text: string): Attribute | null {
  return bareAttributes.has(text.toLowerCase()) ? attributeNamed(text) : null
}

export function datasetPartNamed(text: string): DatasetPart | null {
  const name = text.toLowerCase()
  return datasetParts.find((part) => part === name) ?? null
}

/** May a word become `metrics.`, `status` or `run.experiment` when one goes on typing it? */
export function beginsFieldName(text: string): boolean {
  const [, prefix, name] = /^([a-z]+)\.([a-z_]*)$/.exec(text.toLowerCase()) ?? []
  if (prefix !== undefined && name !== undefined) {
    const kind = kindOfPrefix(prefix)
    const names = kind === 'attribute' ? attributes : kind === 'dataset' ? datasetParts : []
    return names.some((known) => known.startsWith(name))
  }
  const begun = text.toLowerCase().replace(/^`/, '')
  return begun !== '' && [...Object.keys(kinds), ...bareAttributes].some((known) => known.startsWith(begun))
}

export function typeOfField(field: Field): FieldType {
  if ('key' in field) return field.kind === 'metrics' ? 'number' : 'keyed-text'
  if (field.kind === 'dataset') return 'text'
  if (field.name === 'status' || field.name === 'duration') return field.name
  return field.name === 'start_time' || field.name === 'end_time' ? 'time' : 'text'
}

/** As it is written in a search. */
export function fieldText(field: Field): string {
  if (field.kind === 'dataset') return `dataset.${field.name}`
  if (field.kind === 'attribute') return bareAttributes.has(field.name) ? field.name : `run.${field.name}`
  return `${field.kind}.${quotedKey(field.key)}`
}

/** A key in backticks where it would end early without. */
export function quotedKey(key: string): string {
  if (/^[^\s()=!<>,'"`]+$/.test(key)) return key
  return key.includes('`') ? `"${key}"` : `\`${key}\``
}
