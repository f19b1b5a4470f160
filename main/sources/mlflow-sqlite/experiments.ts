import type { Experiment } from '../../../shared/model/run'
import { filledTextOf, stageOf, textOf, timeOf, type Row } from './cells'
import type { Damage } from './damage'
import { readEvaluationSets } from './evaluation-sets'
import type { Reading } from './reading'
import { inRowidSlices } from './rows-of-runs'
import { columnOr, type MlflowSchema } from './schema'
import { countTraces, type TraceCounts } from './trace-counts'
import { nameInWorkspace } from './workspace-name'

const pageRows = 500
/** The largest id there can be; as text, since it is no exact number in JavaScript. */
const aboveAll = '9223372036854775807'

/** Every experiment, in pages. Ids reach 2^63 and are the rowid: they are compared in SQL only. */
export async function* pagesOfExperiments(
  reading: Reading,
  sourceId: string,
  damage: Damage,
): AsyncGenerator<readonly Experiment[]> {
  const tags = await readExperimentTags(reading, damage)
  const sets = await readEvaluationSets(reading, damage)
  for (let below = aboveAll; ;) {
    const page = await reading.slice(({ rows, schema }) => rows(selectExperiments(schema), below, pageRows))
    const ids = page.map(([id]) => textOf(id) ?? '')
    const traces = await countTraces(reading, ids, damage)
    const experiments = page.map((row) => ({
      ...experimentOf(sourceId, row, tags, traces),
      ...evaluationSetsOf(sets, row),
    }))
    const last = experiments.at(-1)?.experimentId
    if (last === undefined || last === below || !/^-?\d+$/.test(last)) return
    below = last
    yield experiments
  }
}

function selectExperiments(schema: MlflowSchema): string {
  const columns = [
    'name',
    'artifact_location',
    'lifecycle_stage',
    'creation_time',
    'last_update_time',
    'workspace',
  ]
  return `SELECT CAST(experiment_id AS TEXT), ${columns.map((name) => columnOr(schema, 'experiments', name)).join(', ')}
    FROM experiments WHERE experiment_id < CAST(? AS INTEGER) ORDER BY experiment_id DESC LIMIT ?`
}

function evaluationSetsOf(
  sets: Awaited<ReturnType<typeof readEvaluationSets>>,
  [id]: Row,
): Pick<Experiment, 'evaluationSets'> {
  const own = sets.get(textOf(id) ?? '')
  return own === undefined ? {} : { evaluationSets: own }
}

function experimentOf(
  sourceId: string,
  row: Row,
  tags: ReadonlyMap<string, [string, string][]>,
  traces: TraceCounts,
): Experiment {
  const [id, name, location, stage, createdAt, updatedAt, workspace] = row
  const experimentId = textOf(id) ?? ''
  return {
    sourceId,
    experimentId,
    name: nameInWorkspace(textOf(name) ?? '', workspace),
    lifecycleStage: stageOf(stage),
    tags: Object.fromEntries(tags.get(experimentId) ?? []),
    artifactLocation: filledTextOf(location),
    createdAt: timeOf(createdAt),
    updatedAt: timeOf(updatedAt),
    traceCount: traces?.get(experimentId) ?? null,
  }
}

/** All of them at once: their primary key begins with `key`, so that a page of experiments would scan them all too. */
async function readExperimentTags(
  reading: Reading,
  damage: Damage,
): Promise<ReadonlyMap<string, [string, string][]>> {
  const tags = new Map<string, [string, string][]>()
  const hasTags = await reading.slice(({ schema }) => schema.hasTable('experiment_tags'))
  if (!hasTags) return tags
  const sql = `SELECT rowid, CAST(experiment_id AS TEXT), key, value FROM experiment_tags
    WHERE rowid > ? ORDER BY rowid LIMIT ?`
  await damage.guard('experiment_tags', async () => {
    await inRowidSlices(reading, sql, [], Number.MIN_SAFE_INTEGER, ([id, key, value]) => {
      const ofExperiment = tags.get(String(id)) ?? []
      tags.set(String(id), ofExperiment)
      ofExperiment.push([textOf(key) ?? '', textOf(value) ?? ''])
    })
  })
  return tags
}
