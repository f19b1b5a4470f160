import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import * as v from 'valibot'
import { afterEach, expect, it } from 'vitest'
import { createRulePreviewer } from '../../../../main/engine/rule-preview'
import { createMlflowFileSource } from '../../../../main/sources/mlflow-file/source'
import { createSeriesDesk } from '../../../../main/sources/series-desk'
import { createSeriesCache } from '../../../../main/store/series-cache'
import { RuleSchema } from '../../../../shared/model/rule'
import { ok } from '../../../../shared/result'
import { previewHistory } from '../../../../shared/rules/preview-history'
import { aRun } from '../../../support/entities'
import { createFakeClock } from '../../../support/fake-clock'
import { pollSource } from '../../../support/source-poll'
import { testServices } from '../../../support/source-services'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const runId = 'ab'.repeat(16)
const count = 200_000

/** A run of days whose accuracy fell right at its end: what of it is read first says nothing of that. */
function makeStore(startTime: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-preview-'))
  folders.push(folder)
  const run = join(folder, 'mlruns', '1', runId)
  mkdirSync(join(run, 'metrics'), { recursive: true })
  writeFileSync(join(folder, 'mlruns', '1', 'meta.yaml'), "experiment_id: '1'\nlifecycle_stage: active\n")
  writeFileSync(join(run, 'meta.yaml'), `run_id: ${runId}\nstatus: 3\nexperiment_id: '1'\n`)
  const line = (step: number) =>
    `${startTime + step * 1_000} ${step > count - 100 ? 0.1 : 0.9 + step / 1e7} ${step}\n`
  writeFileSync(join(run, 'metrics', 'accuracy'), Array.from({ length: count }, (_, at) => line(at)).join(''))
  return folder
}

it('previews a rule over whole histories, however many answers they come in', async () => {
  const clock = createFakeClock()
  const startTime = clock.now() - 5 * 86_400_000
  const folder = makeStore(startTime)
  const spec = { id: 'store', kind: 'mlflow-file', location: join(folder, 'mlruns'), root: folder } as const
  // Every look at the clock finds it time to give way.
  let now = 0
  const source = createMlflowFileSource({ spec, services: testServices({ now: () => (now += 20) }) })
  await pollSource(source)
  const store = createSeriesCache({ folder: join(folder, 'columns'), now: () => 1, log: () => {} })
  // Impatient, so that nearly every answer is given before the history is read.
  const desk = createSeriesDesk({ store, delay: () => setImmediate().then(() => undefined) })
  let partCount = 0
  const metrics = { accuracy: { value: 0.1, step: count - 1, timestamp: startTime + count * 1_000 } }
  const run = {
    ...aRun({ sourceId: 'store', runId, startTime, metrics }),
    project: null,
    experimentName: 'x',
  }
  const previewer = createRulePreviewer(clock, {
    hardware: async () => ok([]),
    runs: async () => ok([{ ...run, isStale: false }]),
    series: async (_ref, keys, maxPoints) => {
      const answer = await desk.history(source, runId, keys, maxPoints, { first: 1, next: 1 })
      if (answer.ok && !answer.value.isComplete) partCount += 1
      return answer
    },
    reports: async () => ok([]),
    models: async () => ok([]),
    evaluate: async (rule, history) => ok(previewHistory(rule, history)),
  })
  const rule = v.parse(RuleSchema, {
    id: 'mine',
    name: 'Accuracy is low',
    severity: 'warning',
    type: 'threshold_exceeded',
    condition: { kind: 'metric-threshold', metric: 'accuracy', comparison: 'below', limit: 0.5 },
  })
  const preview = await previewer.preview(rule, 30)
  expect(partCount).toBeGreaterThan(0)
  if (!preview.ok) throw new Error(preview.error.message)
  expect(preview.value.episodes.map(({ value }) => value)).toEqual([0.1])
  await desk.settled()
  await source.dispose()
})
