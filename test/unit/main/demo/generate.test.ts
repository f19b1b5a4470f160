import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type DemoInfo, generateDemo } from '../../../../main/demo/generate'
import { openDatabase, openReadonly } from '../../../../main/store/sqlite-binding'

const now = Date.UTC(2026, 10, 23, 15, 4, 5, 678)
const dayMs = 86_400_000
const folders: string[] = []
let info: DemoInfo

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
  folders.push(folder)
  return folder
}

beforeAll(async () => {
  const folder = emptyFolder()
  info = await generateDemo({ folder, seed: 7, now, openDatabase })
})
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
}

/** Content of every file with the folder's own name taken out; the database as its rows. */
function contentOf(folder: string): Map<string, string> {
  const text = (path: string) => {
    if (!path.endsWith('.db')) return readFileSync(join(folder, path), 'latin1')
    const database = openReadonly(join(folder, path))
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
      .pluck()
      .all() as string[]
    const rows = tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).raw().all()])
    database.close()
    return JSON.stringify(rows)
  }
  return new Map(filesBelow(folder).map((path) => [path, text(path).replaceAll(folder, '<root>')]))
}

interface RunMeta {
  readonly run_id: string
  readonly run_name: string
  readonly status: string
  readonly start_time: string
  readonly end_time: string
}

function fileStoreRuns(): { meta: RunMeta; folder: string; project: string }[] {
  return info.projects.slice(0, 2).flatMap(({ name, path }) => {
    const workspace = parse(readFileSync(join(path, 'workspace.yaml'), 'utf8')) as {
      mlflow_experiment_id: string
    }
    const experiment = join(info.fileStore, workspace.mlflow_experiment_id)
    return readdirSync(experiment)
      .filter((entry) => /^[0-9a-f]{32}$/.test(entry))
      .map((entry) => {
        const folder = join(experiment, entry)
        const meta = parse(readFileSync(join(folder, 'meta.yaml'), 'utf8'), { schema: 'failsafe' }) as RunMeta
        return { meta, folder, project: name }
      })
  })
}

describe('generateDemo', () => {
  it('is small', () => {
    const bytes = filesBelow(info.repoRoot).reduce(
      (sum, path) => sum + statSync(join(info.repoRoot, path)).size,
      0,
    )
    expect(bytes).toBeLessThan(5_000_000)
  })

  it('has three workspaces that name their store and experiment', () => {
    const workspaces = info.projects.map(
      ({ path }) => parse(readFileSync(join(path, 'workspace.yaml'), 'utf8')) as Record<string, unknown>,
    )
    expect(workspaces.map((one) => one['project_name'])).toEqual([
      'lora-finetuning-mlx',
      'model-compression-mlx',
      'coreml-stable-diffusion-style-transfer',
    ])
    expect(workspaces.map((one) => typeof one['mlflow_experiment_id'])).toEqual([
      'string',
      'string',
      'string',
    ])
    expect(workspaces.map((one) => one['mlflow_tracking_uri'])).toEqual([
      `file://${info.fileStore}`,
      `file://${info.fileStore}`,
      `sqlite:///${info.database}`,
    ])
    expect(readdirSync(info.projects[0]!.path)).toEqual(
      expect.arrayContaining(['dvc', 'mlflow', 'models', 'monitoring', 'outputs', 'workspace.yaml']),
    )
  })

  it('has about sixty runs within the last ten days, one of each sad kind', () => {
    const database = openReadonly(info.database)
    const stored = database.prepare('SELECT status, start_time, end_time FROM runs').all() as {
      status: string
      start_time: number
      end_time: number
    }[]
    database.close()
    const numbers: Readonly<Record<string, string>> = {
      1: 'RUNNING',
      3: 'FINISHED',
      4: 'FAILED',
      5: 'KILLED',
    }
    const filed = fileStoreRuns().map(({ meta }) => ({
      status: numbers[meta.status]!,
      start_time: Number(meta.start_time),
      end_time: meta.end_time === 'null' ? NaN : Number(meta.end_time),
    }))
    const all = [...filed, ...stored]
    expect(all.length).toBe(info.runCount)
    expect(all.length).toBeGreaterThan(50)
    const count = (status: string) => all.filter((run) => run.status === status).length
    expect([count('RUNNING'), count('FAILED'), count('KILLED')]).toEqual([1, 1, 1])
    for (const run of all) {
      expect(run.start_time).toBeGreaterThanOrEqual(now - 10 * dayMs)
      if (run.status === 'RUNNING') expect(run.end_time).toBeNaN()
      else expect(run.end_time).toBeGreaterThan(run.start_time)
      if (run.status !== 'RUNNING') expect(run.end_time).toBeLessThan(now)
    }
  })

  it('writes every run folder as MLflow does', () => {
    const keys = [
      'artifact_uri',
      'end_time',
      'entry_point_name',
      'experiment_id',
      'lifecycle_stage',
      'run_id',
      'run_name',
      'source_name',
      'source_type',
      'source_version',
      'start_time',
      'status',
      'tags',
      'user_id',
    ]
    for (const { meta, folder, project } of fileStoreRuns()) {
      expect(Object.keys(meta)).toEqual(keys)
      expect(folder.endsWith(meta.run_id)).toBe(true)
      expect(readdirSync(folder)).toEqual(expect.arrayContaining(['artifacts', 'metrics', 'params', 'tags']))
      expect(readFileSync(join(folder, 'tags/project'), 'utf8')).toBe(project)
      expect(readFileSync(join(folder, 'tags/mlflow.runName'), 'utf8')).toBe(meta.run_name)
      for (const file of filesBelow(join(folder, 'metrics'))) {
        const text = readFileSync(join(folder, 'metrics', file), 'utf8')
        expect(text).toMatch(/^(?:\d{13} (?:nan|inf|-?[\d.]+(?:e[-+]\d{2,})?) \d+\n)+$/)
      }
    }
  })

  it('has child runs whose parents exist and surround them', () => {
    const runs = new Map(fileStoreRuns().map((run) => [run.meta.run_id, run]))
    const children = [...runs.values()].filter(({ folder }) =>
      readdirSync(join(folder, 'tags')).includes('mlflow.parentRunId'),
    )
    expect(children).toHaveLength(9)
    for (const { meta, folder } of children) {
      const parent = runs.get(readFileSync(join(folder, 'tags/mlflow.parentRunId'), 'utf8'))!
      expect(Number(parent.meta.start_time)).toBeLessThan(Number(meta.start_time))
      expect(Number(parent.meta.end_time)).toBeGreaterThan(Number(meta.end_time))
    }
  })

  it('has one training that ended in NaN, by way of infinity', () => {
    const last = (folder: string, key: string) =>
      readFileSync(join(folder, 'metrics', key), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1])
    const diverged = fileStoreRuns().filter(
      ({ folder }) =>
        readdirSync(join(folder, 'metrics')).includes('train_loss') &&
        last(folder, 'train_loss').at(-1) === 'nan',
    )
    expect(diverged.map((run) => run.meta.run_name)).toEqual(['llama-3.2-1b-r32-lr1e-2'])
    expect(last(diverged[0]!.folder, 'grad_norm')).toContain('inf')
  })

  it('leaves the running run open, two hours old, with its next step free', () => {
    const { running } = info
    expect(now - running.startTime).toBe(2 * 3_600_000)
    const meta = readFileSync(join(running.folder, 'meta.yaml'), 'utf8')
    expect(meta).toContain('end_time: null\n')
    expect(meta).toContain('status: 1\n')
    const lines = readFileSync(join(running.folder, 'metrics/train_loss'), 'utf8').trim().split('\n')
    const [timestamp, , step] = lines.at(-1)!.split(' ').map(Number)
    expect(step).toBe(running.nextStep - 1)
    expect(timestamp).toBeLessThan(now)
    expect(now - timestamp!).toBeLessThanOrEqual(2_000)
  })

  it('registers models whose runs and weights exist, in both stores', () => {
    const database = openReadonly(info.database)
    const versions = database
      .prepare(
        'SELECT v.name, v.version, v.source, r.run_uuid FROM model_versions v LEFT JOIN runs r ON r.run_uuid = v.run_id',
      )
      .all() as { name: string; source: string; run_uuid: string | null }[]
    const broken = database.pragma('foreign_key_check')
    const revision = database.prepare('SELECT version_num FROM alembic_version').pluck().get()
    database.close()
    expect([broken, revision]).toEqual([[], '770bee3ae1dd'])
    expect(versions.map((version) => version.name)).toContain('woodcut-style')
    for (const version of versions) {
      expect(version.run_uuid).not.toBeNull()
      expect(filesBelow(version.source).length).toBeGreaterThan(0)
    }
    const registry = join(info.fileStore, 'models')
    expect(readdirSync(registry).sort()).toEqual(['llama-3.2-1b-quantized', 'support-assistant-lora'])
    for (const path of filesBelow(registry).filter((one) => /version-\d+\/meta\.yaml$/.test(one))) {
      const meta = parse(readFileSync(join(registry, path), 'utf8')) as { source: string; run_id: string }
      expect(filesBelow(new URL(meta.source).pathname).some((file) => file.endsWith('.safetensors'))).toBe(
        true,
      )
      expect(meta.source).toContain(meta.run_id)
    }
  })

  it('keeps the latest metric of each run equal to the end of its history', () => {
    const database = openReadonly(info.database)
    const wrong = database
      .prepare(
        `SELECT l.key FROM latest_metrics l WHERE NOT EXISTS (
           SELECT 1 FROM metrics m WHERE m.run_uuid = l.run_uuid AND m.key = l.key AND m.value = l.value
             AND m.step = l.step AND m.timestamp = l.timestamp
             AND m.step = (SELECT max(step) FROM metrics x WHERE x.run_uuid = l.run_uuid AND x.key = l.key))`,
      )
      .all()
    const mode = database.pragma('journal_mode', { simple: true })
    database.close()
    expect(wrong).toEqual([])
    // MLflow's own mode: the app reads such a store in place.
    expect(mode).toBe('delete')
  })

  it('refuses a folder that is not empty', async () => {
    await expect(generateDemo({ folder: info.repoRoot, seed: 1, now, openDatabase })).rejects.toThrow(
      'empty folder',
    )
  })

  it('is decided by seed and present alone', { timeout: 60_000 }, async () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 }).filter((seed) => seed !== 7)
    const presents = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2035, 0) })
    const first = contentOf(info.repoRoot)
    await fc.assert(
      fc.asyncProperty(seeds, presents, async (seed, present) => {
        const twins = [emptyFolder(), emptyFolder()] as const
        for (const folder of twins) await generateDemo({ folder, seed, now: present, openDatabase })
        const content = contentOf(twins[0])
        expect(contentOf(twins[1])).toEqual(content)
        expect(content).not.toEqual(first)
        for (const folder of twins) rmSync(folder, { recursive: true })
      }),
      { numRuns: 2 },
    )
  })
})
