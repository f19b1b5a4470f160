import type { EvaluationSet } from '../../../shared/model/run'
import { countOf, textOf } from './cells'
import type { Damage } from './damage'
import type { Reading } from './reading'

const most = 1_000
/** By the primary keys and the records' index on their set; records themselves are only counted. */
const selectSets = `SELECT CAST(a.destination_id AS TEXT), d.name,
    (SELECT count(*) FROM evaluation_dataset_records r WHERE r.dataset_id = d.dataset_id)
  FROM entity_associations a JOIN evaluation_datasets d ON d.dataset_id = a.source_id
  WHERE a.source_type = 'evaluation_dataset' AND a.destination_type = 'experiment'
  ORDER BY d.name, d.dataset_id LIMIT ${most}`

/** Evaluation data sets by experiment (MLflow 3.4). */
export async function readEvaluationSets(
  reading: Reading,
  damage: Damage,
): Promise<ReadonlyMap<string, readonly EvaluationSet[]>> {
  const sets = new Map<string, EvaluationSet[]>()
  await damage.guard('evaluation_datasets', async () => {
    const rows = await reading.slice((connection) => {
      const tables = ['evaluation_datasets', 'evaluation_dataset_records', 'entity_associations']
      return tables.every((table) => connection.schema.hasTable(table)) ? connection.rows(selectSets) : []
    })
    for (const [experimentId, name, records] of rows) {
      const own = sets.get(String(experimentId)) ?? []
      sets.set(String(experimentId), own)
      own.push({ name: textOf(name) ?? '', recordCount: countOf(records) })
    }
  })
  return sets
}
