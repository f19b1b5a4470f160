import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSource } from '../../../../main/sources/create-source'
import { openReadonly } from '../../../../main/store/sqlite-binding'
import type { SourceSpec } from '../../../../shared/model/source'
import { goldenStore } from '../../../contract/golden-store'
import { poll } from '../../../contract/every-source.suite'
import { anyStore, type AnyStoreOptions } from '../../../support/any-store'
import { withCpuTimeOf } from '../../../support/cpu-time'
import { mutate } from '../../../support/formats/fuzz-logs'
import { random } from '../../../support/formats/random'
import { fuzzRuns } from '../../../support/fuzz-runs'
import { writeMlruns } from '../../../support/mlruns-writer'
import { fixtures } from '../../../support/paths'
import { bentoStore, hubCache, reportFolder, toolkitWorkspace } from '../../../support/sample-stores'
import { testServices } from '../../../support/source-services'
import { createTrackioDatabase, writeTrackioRun } from '../../../support/trackio-writer'

const longestCpuMs = 2_000
const folder = mkdtempSync(join(tmpdir(), 'damaged-stores-'))
const temporaryFolder = join(folder, 'copies')
beforeAll(() => mkdirSync(temporaryFolder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fromFixture = (kind: AnyStoreOptions['kind'], place: string): AnyStoreOptions => ({
  kind,
  place: basename(place),
  from: join(fixtures, place),
  files: {},
})
const stores: readonly AnyStoreOptions[] = [
  { kind: 'mlflow-file', place: 'mlruns', from: join(folder, 'golden mlruns'), files: {} },
  toolkitWorkspace,
  reportFolder,
  bentoStore,
  hubCache,
  fromFixture('trackio', 'trackio/mnist.db'),
  fromFixture('tensorboard', 'tensorboard'),
  fromFixture('wandb', 'wandb/wandb'),
  fromFixture('metric-log', 'text-logs/metric-log'),
  fromFixture('hf-trainer', 'text-logs/hf'),
  fromFixture('mlx-lm', 'text-logs/mlx-lm'),
]
beforeAll(() => writeMlruns(join(folder, 'golden mlruns'), goldenStore))

function filesBelow(place: string): string[] {
  if (statSync(place).isFile()) return [place]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0)
    .sort()
}

/** A whole use of a store that may be damaged: no throw, no hang, and what is wrong is named in one sentence. */
async function use(spec: SourceSpec, codes: Map<string, number>): Promise<void> {
  const source = createSource(spec, { services: testServices(), openReadonly, temporaryFolder })
  if (source === null) throw new Error(`no adapter of kind ${spec.kind}`)
  const signal = new AbortController().signal
  const { value: told, cpuMs } = await withCpuTimeOf(async () => {
    const first = await poll(source)
    for (const { runId, metrics } of first.runs.slice(0, 2)) {
      const series = await source.series(runId, Object.keys(metrics).slice(0, 3), signal)
      if (!series.ok) expect(series.error.message).toMatch(sentence)
      await source.pathOf(runId)
    }
    const second = await poll(source)
    return [first.outcome, second.outcome]
  })
  await source.dispose()
  expect(cpuMs).toBeLessThan(longestCpuMs)
  for (const outcome of told) {
    const faults = outcome.ok ? outcome.value.problems : [outcome.error]
    for (const { code, message } of faults) {
      expect(code).not.toBe('internal')
      expect(message).toMatch(sentence)
    }
    if (!outcome.ok) expect(outcome.error.message).toContain(basename(spec.location))
    const result = outcome.ok ? (outcome.value.problems.length > 0 ? 'problems' : 'ok') : outcome.error.code
    codes.set(result, (codes.get(result) ?? 0) + 1)
  }
}

const sentence = /^[^\n]{10,400}$/

describe('a store one of whose files is damaged', () => {
  it.each(stores)('$kind', { timeout: 600_000 }, async (options) => {
    const { source, root, dispose } = await anyStore(options)
    const files = filesBelow(source.spec.location)
    const wholes = files.map((path) => readFileSync(path))
    const dice = random(11)
    const codes = new Map<string, number>()
    for (let round = 0; round < fuzzRuns(40); round++) {
      const at = dice.below(files.length)
      const [path = '', whole = Buffer.alloc(0)] = [files[at], wholes[at]]
      writeFileSync(path, mutate(whole, dice))
      await use({ ...source.spec, root }, codes)
      writeFileSync(path, whole)
    }
    await dispose()
    // Most damage costs a part only.
    expect((codes.get('ok') ?? 0) + (codes.get('problems') ?? 0)).toBeGreaterThan(0)
  })

  it('trackio, the text of its rows', { timeout: 600_000 }, async () => {
    const location = join(folder, 'rows.db')
    const database = createTrackioDatabase(location, { journalMode: 'DELETE' })
    for (const run of goldenStore.runs) writeTrackioRun(database, run)
    const cells = ['metrics.metrics', 'metrics.timestamp', 'metrics.step', 'configs.config', 'metrics.run_id']
    const dice = random(12)
    const codes = new Map<string, number>()
    for (let round = 0; round < fuzzRuns(40); round++) {
      const [table = '', column = ''] = cells[dice.below(cells.length)]?.split('.') ?? []
      const all = database.prepare(`SELECT id, ${column} AS cell FROM ${table}`).all() as StoredCell[]
      const { id, cell } = all[dice.below(all.length)] ?? { id: 0, cell: '' }
      const write = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`)
      const damaged = mutate(Buffer.from(String(cell)), dice)
      write.run(dice.below(2) === 0 ? damaged : damaged.toString('latin1'), id)
      await use({ id: 'x', kind: 'trackio', location, root: folder }, codes)
      write.run(cell, id)
    }
    database.close()
    expect([...codes.keys()]).toEqual(['ok'])
  })
})

interface StoredCell {
  readonly id: number
  readonly cell: string | number
}
