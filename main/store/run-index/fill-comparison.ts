import { runStatuses } from '../../../shared/model/run'
import type { Attribute, Field } from '../../../shared/search/fields'
import type { ValueTest } from '../../../shared/search/search-tree'
import { numberTest, textTest } from '../../../shared/search/value-tests'
import { firstEntryOf } from './first-entry'
import type { Mask } from './kept-masks'
import { longestIndexedValue, type RunIndex } from './run-index'
import type { TextColumn } from './text-column'

export interface SearchContext {
  /** Epoch ms. */
  readonly now: number
  readonly wholeTexts: WholeTexts
}

/** What is looked up in the database: texts by row. */
export interface WholeTexts {
  valuesOf(kind: 'params' | 'tags', key: string, rows: readonly number[]): ReadonlyMap<number, string>
  artifactUris(rows: readonly number[]): ReadonlyMap<number, string>
}

/** Marks in `mask` the runs that pass, from the slot `from` on. */
export interface Filling {
  readonly index: RunIndex
  readonly test: ValueTest
  readonly context: SearchContext
  readonly mask: Mask
  readonly from: number
}

/** The runs of which a comparison holds; a run without the value passes `IS NULL` only. */
export function fillComparison(filling: Filling, field: Field): void {
  const { index, test, mask, from } = filling
  // Who has the value passes IS NOT NULL; IS NULL is everybody else.
  if (test.kind !== 'absent' || test.negated) {
    fillPresent(filling, field)
    return
  }
  fillPresent({ ...filling, test: { kind: 'absent', negated: true } }, field)
  for (let slot = from; slot < index.slotCount; slot++) mask[slot] = (mask[slot] ?? 0) ^ 1
}

function fillPresent(filling: Filling, field: Field): void {
  const { index } = filling
  if (field.kind === 'attribute') fillAttribute(filling, field.name)
  else if (field.kind === 'dataset') fillTexts(filling, index.datasets[field.name])
  else if (field.kind === 'metrics') fillMetric(filling, field.key)
  else {
    const { kind, key } = field
    const column =
      kind === 'params' ? index.params.get(key) : (index.tags.get(key) ?? index.systemTags.get(key))
    if (column === undefined) return
    fillTexts(filling, column)
    fillLongTexts(filling, column, kind, key)
  }
}

function fillMetric({ index, test, context, mask, from }: Filling, key: string): void {
  const column = index.metrics.get(key)
  if (column === undefined) return
  const passes = numberTest(test, context.now)
  const { count } = column.slots
  const [slots, values] = [column.slots.data, column.values.data]
  for (let entry = firstEntryOf(column.slots, from); entry < count; entry++)
    if (passes(values[entry] ?? NaN)) mask[slots[entry] ?? 0] = 1
}

const [unknown, failed, passed] = [0, 1, 2]

/** Each text is tested once. An empty name is none: that is how stores say that a run has no name. */
function fillTexts({ test, mask, from }: Filling, column: TextColumn, isEmptyNone = false): void {
  const passes = textTest(test)
  const verdicts = new Uint8Array(column.texts.length)
  const empty = isEmptyNone ? column.termOf('') : undefined
  if (empty !== undefined) verdicts[empty] = failed
  const { count } = column.slots
  const [slots, terms] = [column.slots.data, column.terms.data]
  for (let entry = column.firstEntryOf(from); entry < count; entry++) {
    const term = terms[entry] ?? 0
    let verdict = verdicts[term] ?? unknown
    if (verdict === unknown) {
      verdict = passes(column.texts[term] ?? '') ? passed : failed
      verdicts[term] = verdict
    }
    if (verdict === passed) mask[slots[entry] ?? 0] = 1
  }
}

/** Of long texts the index knows the beginning only; the database has the rest. */
function fillLongTexts(
  { index, test, context, mask, from }: Filling,
  column: TextColumn,
  kind: 'params' | 'tags',
  key: string,
): void {
  if (test.kind === 'absent' || !column.hasTextsOf(longestIndexedValue)) return
  const slotOfRow = new Map<number, number>()
  for (let entry = column.firstEntryOf(from); entry < column.slots.count; entry++) {
    const slot = column.slots.at(entry)
    const isLong = (column.texts[column.terms.at(entry)]?.length ?? 0) >= longestIndexedValue
    if (isLong && index.alive.at(slot) === 1) slotOfRow.set(index.rows.at(slot), slot)
  }
  const passes = textTest(test)
  const texts = context.wholeTexts.valuesOf(kind, key, [...slotOfRow.keys()])
  for (const [row, slot] of slotOfRow) {
    const text = texts.get(row)
    if (text !== undefined) mask[slot] = passes(text) ? 1 : 0
  }
}

function fillAttribute(filling: Filling, name: Attribute): void {
  const { index } = filling
  const { experimentList, experiments } = index
  switch (name) {
    case 'run_id':
      fillTexts(filling, index.ids)
      break
    case 'run_name':
      fillTexts(filling, index.names, true)
      break
    case 'user_id':
      fillTexts(filling, index.users)
      break
    case 'artifact_uri':
      fillArtifactUris(filling)
      break
    case 'status':
      fillNumbered(filling, index.statuses.data, runStatuses)
      break
    case 'experiment_id': {
      const ids = experimentList.map((one) => one.experimentId)
      fillNumbered(filling, experiments.data, ids)
      break
    }
    case 'experiment': {
      const names = experimentList.map((one) => one.name || null)
      fillNumbered(filling, experiments.data, names)
      break
    }
    case 'project':
      fillNumbered(filling, index.projectsBySlot(), index.projects)
      break
    case 'start_time':
      fillTimes(filling, (slot) => index.starts.at(slot))
      break
    case 'end_time':
      fillTimes(filling, (slot) => index.ends.at(slot))
      break
    case 'duration':
      fillTimes(filling, (slot) => index.durationAt(slot))
  }
}

/** `values` number the texts; what has no text, or null, has no value. */
function fillNumbered(
  { index, test, mask, from }: Filling,
  values: Uint8Array | Uint32Array,
  texts: readonly (string | null)[],
): void {
  const passes = textTest(test)
  const verdicts = Uint8Array.from(texts, (text) => (text !== null && passes(text) ? 1 : 0))
  for (let slot = from; slot < index.slotCount; slot++) mask[slot] = verdicts[values[slot] ?? 0] ?? 0
}

function fillTimes({ index, test, context, mask, from }: Filling, timeAt: (slot: number) => number): void {
  const passes = numberTest(test, context.now)
  for (let slot = from; slot < index.slotCount; slot++) {
    const time = timeAt(slot)
    mask[slot] = !Number.isNaN(time) && passes(time) ? 1 : 0
  }
}

function fillArtifactUris({ index, test, context, mask, from }: Filling): void {
  const passes = textTest(test)
  const uris = context.wholeTexts.artifactUris([...index.rows.data.subarray(from, index.slotCount)])
  for (let slot = from; slot < index.slotCount; slot++) {
    const uri = uris.get(index.rows.at(slot))
    mask[slot] = uri !== undefined && passes(uri) ? 1 : 0
  }
}
