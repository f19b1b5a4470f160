import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMlflowFileSource } from '../../../../../main/sources/mlflow-file/source'
import { sharedData } from '../../../../support/paths'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'
import { treeOf } from '../../../../support/tree'

/** Real file stores beside the checkout, against a plain count of their files. */
const upstream = join(sharedData, 'upstream')
const metas = existsSync(upstream)
  ? readdirSync(upstream, { recursive: true, encoding: 'utf8' })
      .filter((name) => basename(name) === 'meta.yaml')
      .map((name) => join(upstream, name))
  : []
const isExperiment = (meta: string) => {
  const text = readFileSync(meta, 'utf8')
  return (
    /^experiment_id:/m.test(text) && /^artifact_location:/m.test(text) && !/^(?:run|model)_id:/m.test(text)
  )
}
const stores = [...new Set(metas.filter(isExperiment).map((meta) => dirname(dirname(meta))))]
if (stores.length === 0) console.log(`skipped: real MLflow file stores (none below ${sharedData})`)

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : []

describe.skipIf(stores.length === 0)('real MLflow file stores', () => {
  it.each(stores)('%s', async (location) => {
    const before = treeOf(location)
    const spec = { id: 's', kind: 'mlflow-file', location, root: location } as const
    const source = createMlflowFileSource({ spec, services: testServices() })
    const { outcome, experiments, runs } = await pollSource(source)
    expect(outcome.ok).toBe(true)

    const own = metas.filter((meta) => meta.startsWith(`${location}/`))
    const experimentMetas = own.filter((meta) => dirname(dirname(meta)) === location && isExperiment(meta))
    const runFolders = own
      .filter(
        (meta) =>
          /^run_id:/m.test(readFileSync(meta, 'utf8')) &&
          experimentMetas.includes(join(dirname(dirname(meta)), 'meta.yaml')),
      )
      .map((meta) => dirname(meta))
    expect(experiments.map((one) => one.experimentId).sort()).toEqual(
      experimentMetas.map((meta) => basename(dirname(meta))).sort(),
    )
    expect(runs.map((run) => run.runId).sort()).toEqual(runFolders.map((folder) => basename(folder)).sort())
    for (const run of runs) {
      const folder = runFolders.find((one) => basename(one) === run.runId) ?? ''
      expect(Object.keys(run.params)).toHaveLength(filesIn(join(folder, 'params')).length)
      expect(Object.keys(run.tags)).toHaveLength(filesIn(join(folder, 'tags')).length)
      const metricFiles = filesIn(join(folder, 'metrics'))
      expect(Object.keys(run.metrics)).toHaveLength(metricFiles.length)
      const answer = await source.series(run.runId, Object.keys(run.metrics), new AbortController().signal)
      if (!answer.ok) throw new Error(answer.error.message)
      const lines = metricFiles.map((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).length)
      const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
      expect(sum(answer.value.map((series) => series.value.length))).toBe(sum(lines))
    }
    expect((await pollSource(source)).batches).toEqual([])
    await source.dispose()
    expect(treeOf(location)).toBe(before)
  })
})
