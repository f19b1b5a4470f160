import { runStatuses } from '../../../shared/model/run'
import type { Attribute, Field } from '../../../shared/search/fields'
import type { ValueTest } from '../../../shared/search/search-tree'
import { numberTest, textTest } from '../../../shared/search/value-tests'
import { longestIndexedValue, type RunIndex } from './run-index'
import type { Mask, SearchContext } from './search-mask'
import type { TextColumn } from './text-column'

/** The runs of which a comparison holds, by slot; a run without the value passes `IS NULL` only. */
export function comparisonMask(index: RunIndex, field: Field, test: ValueTest, context: SearchContext): Mask {
  const mask = new Uint8Array(index.slotCount)
  // Who has the value passes IS NOT NULL; IS NULL is everybody else.
  const isReversed = test.kind === 'absent' && !test.negated
  const asked: ValueTest = isReversed ? { kind: 'absent', negated: true } : test
  markRuns(index, field, asked, context, mask)
  if (isReversed) for (let slot = 0; slot < mask.length; slot++) mask[slot] = (mask[slot] ?? 0) ^ 1
  return mask
}

function markRuns(index: RunIndex, field: Field, test: ValueTest, context: SearchContext, mask: Mask): void {
  if (field.kind === 'attribute') {
    markAttribute(index, field.name, test, context, mask)
  } else if (field.kind === 'dataset') {
    markTexts(index.datasets[field.name], test, mask)
  } else if (field.kind === 'metrics') {
    const column = index.metrics.get(field.key)
    if (column === undefined) return
    const passes = numberTest(test, context.now)
    const [slots, values] = [column.slots.data, column.values.data]
    for (let entry = 0; entry < column.slots.count; entry++)
      if (passes(values[entry] ?? NaN)) mask[slots[entry] ?? 0] = 1
  } else {
    const { kind, key } = field
    const column =
      kind === 'params' ? index.params.get(key) : (index.tags.get(key) ?? index.systemTags.get(key))
    if (column === undefined) return
    markTexts(column, test, mask)
    markLongTexts(index, column, { kind, key }, test, context, mask)
  }
}

/** An empty name is none: that is how stores say that a run has no name. */
function markTexts(column: TextColumn, test: ValueTest, mask: Mask, isEmptyNone = false): void {
  const passes = textTest(test)
  const verdicts = new Uint8Array(column.texts.length)
  if (test.kind === 'text' && !test.negated) {
    const term = column.termOf(test.value)
    if (term === undefined) return
    verdicts[term] = 1
  } else for (const [term, text] of column.texts.entries()) verdicts[term] = passes(text) ? 1 : 0
  const empty = isEmptyNone ? column.termOf('') : undefined
  if (empty !== undefined) verdicts[empty] = 0
  const [slots, terms] = [column.slots.data, column.terms.data]
  for (let entry = 0; entry < column.slots.count; entry++)
    if (verdicts[terms[entry] ?? 0] === 1) mask[slots[entry] ?? 0] = 1
}

/** Of long texts the index knows the beginning only; the database has the rest. */
function markLongTexts(
  index: RunIndex,
  column: TextColumn,
  of: { readonly kind: 'params' | 'tags'; readonly key: string },
  test: ValueTest,
  { wholeTexts }: SearchContext,
  mask: Mask,
): void {
  if (test.kind === 'absent') return
  const isLong = Uint8Array.from(column.texts, (text) => (text.length >= longestIndexedValue ? 1 : 0))
  if (!isLong.includes(1)) return
  const slotOfRow = new Map<number, number>()
  for (let entry = 0; entry < column.slots.count; entry++) {
    const slot = column.slots.at(entry)
    if (isLong[column.terms.at(entry)] === 1 && index.alive.at(slot) === 1)
      slotOfRow.set(index.rows.at(slot), slot)
  }
  const passes = textTest(test)
  const texts = wholeTexts.valuesOf(of.kind, of.key, [...slotOfRow.keys()])
  for (const [row, slot] of slotOfRow) {
    const text = texts.get(row)
    if (text !== undefined) mask[slot] = passes(text) ? 1 : 0
  }
}

function markAttribute(
  index: RunIndex,
  name: Attribute,
  test: ValueTest,
  context: SearchContext,
  mask: Mask,
): void {
  const { experimentList, experiments } = index
  switch (name) {
    case 'run_id':
      markTexts(index.ids, test, mask)
      break
    case 'run_name':
      markTexts(index.names, test, mask, true)
      break
    case 'user_id':
      markTexts(index.users, test, mask)
      break
    case 'artifact_uri':
      markArtifactUris(index, test, context, mask)
      break
    case 'status':
      markNumbered(index.statuses.data, runStatuses, test, mask)
      break
    case 'experiment_id': {
      const ids = experimentList.map((one) => one.experimentId)
      markNumbered(experiments.data, ids, test, mask)
      break
    }
    case 'experiment': {
      const names = experimentList.map((one) => one.name || null)
      markNumbered(experiments.data, names, test, mask)
      break
    }
    case 'project':
      markNumbered(index.projectsBySlot(), index.projects, test, mask)
      break
    case 'start_time':
      markTimes(test, context, mask, (slot) => index.starts.at(slot))
      break
    case 'end_time':
      markTimes(test, context, mask, (slot) => index.ends.at(slot))
      break
    case 'duration':
      markTimes(test, context, mask, (slot) => index.durationAt(slot))
  }
}

/** `values` number the texts; what has no text, or null, has no value. */
function markNumbered(
  values: Uint8Array | Uint32Array,
  texts: readonly (string | null)[],
  test: ValueTest,
  mask: Mask,
): void {
  const passes = textTest(test)
  const verdicts = Uint8Array.from(texts, (text) => (text !== null && passes(text) ? 1 : 0))
  for (let slot = 0; slot < mask.length; slot++) mask[slot] = verdicts[values[slot] ?? 0] ?? 0
}

function markTimes(
  test: ValueTest,
  { now }: SearchContext,
  mask: Mask,
  timeAt: (slot: number) => number,
): void {
  const passes = numberTest(test, now)
  for (let slot = 0; slot < mask.length; slot++) {
    const time = timeAt(slot)
    mask[slot] = !Number.isNaN(time) && passes(time) ? 1 : 0
  }
}

function markArtifactUris(index: RunIndex, test: ValueTest, { wholeTexts }: SearchContext, mask: Mask): void {
  const passes = textTest(test)
  const uris = wholeTexts.artifactUris()
  for (let slot = 0; slot < mask.length; slot++) {
    const uri = uris.get(index.rows.at(slot))
    mask[slot] = uri !== undefined && passes(uri) ? 1 : 0
  }
}
