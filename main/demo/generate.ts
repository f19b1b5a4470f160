import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { planCompression } from './compression-runs'
import { fileStoreTree } from './file-store'
import { type LoraPlan, planLora } from './lora-runs'
import type { DemoProject } from './planned-store'
import { createRandom } from './random'
import { reportTree } from './report-files'
import type { DemoDatabase } from './sqlite-rows'
import { artifactTree, writeSqliteStore } from './sqlite-store'
import { planStyle } from './style-runs'
import type { TrainingCurve } from './training-curve'
import { traceTree } from './trace-files'
import { trackingUriOf, workspaceTree } from './workspace-files'
import { writeTrees } from './write-trees'

export interface DemoOptions {
  /** Absolute path of an empty folder, or of one that does not exist yet. */
  readonly folder: string
  readonly seed: number
  /** Epoch ms: the present of the demo. */
  readonly now: number
  /** Opens a new database for writing; only the store layer may import better-sqlite3. */
  readonly openDatabase: (path: string) => DemoDatabase
}

/** Plain data, so that it can cross to another thread. */
export interface DemoInfo {
  readonly repoRoot: string
  /** `mlruns`: MLflow file store of two projects. */
  readonly fileStore: string
  /** `mlflow.db`: MLflow SQLite store of the third. */
  readonly database: string
  readonly projects: readonly {
    readonly name: DemoProject
    readonly path: string
    readonly runCount: number
  }[]
  readonly runCount: number
  readonly running: RunningDemoRun
  /** When a run was under way, epoch ms. */
  readonly busy: readonly { readonly from: number; readonly to: number }[]
}

/** The training that goes on while one looks. */
export interface RunningDemoRun {
  readonly runId: string
  readonly experimentId: string
  readonly name: string
  /** Epoch ms. */
  readonly startTime: number
  /** Absolute path of the run's folder in the file store. */
  readonly folder: string
  readonly curve: TrainingCurve
  /** The first step that is not in the files yet. */
  readonly nextStep: number
}

/**
 * Writes a repository of the toolkit's kind: three workspaces with four weeks of Evidently reports, an MLflow file store
 * and an MLflow database with about sixty runs of the last ten days. The same (seed, now) gives the same content but for the folder's own name
 * in it. Under 5 MB and 1 s. Rejects when the folder is not empty.
 */
export async function generateDemo({ folder, seed, now, openDatabase }: DemoOptions): Promise<DemoInfo> {
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) throw new Error(`the demo needs an empty folder, ${folder} is not`)
  const lora = planLora(createRandom(seed), now)
  const compression = planCompression(createRandom(seed + 1), now)
  const style = planStyle(createRandom(seed + 2), now)
  const experiments = [lora.experiment, compression, style]
  const random = createRandom(seed + 3)
  await writeTrees(folder, [
    fileStoreTree([lora.experiment, compression], folder),
    ...experiments.map((one) => workspaceTree(one, trackingUriOf(one.project, folder), folder, random)),
    artifactTree(style, 'mlartifacts'),
    reportTree(now, createRandom(seed + 4)),
    traceTree(
      lora.experiment.experimentId,
      lora.experiment.runs[0]?.runId ?? null,
      now,
      createRandom(seed + 5),
    ),
  ])
  const database = openDatabase(join(folder, 'mlflow.db'))
  try {
    writeSqliteStore({ database, experiment: style, artifactRoot: join(folder, 'mlartifacts'), seed })
  } finally {
    database.close()
  }
  return {
    repoRoot: folder,
    fileStore: join(folder, 'mlruns'),
    database: join(folder, 'mlflow.db'),
    projects: experiments.map(({ project, runs }) => ({
      name: project,
      path: join(folder, 'mlops', 'workspace', project),
      runCount: runs.length,
    })),
    runCount: experiments.reduce((sum, { runs }) => sum + runs.length, 0),
    running: runningOf(lora, folder),
    busy: experiments.flatMap(({ runs }) =>
      runs.map(({ startTime, endTime }) => ({ from: startTime, to: endTime ?? now })),
    ),
  }
}

function runningOf(
  { experiment, runningRun, runningCurve, nextStep }: LoraPlan,
  folder: string,
): RunningDemoRun {
  return {
    runId: runningRun.runId,
    experimentId: experiment.experimentId,
    name: runningRun.name,
    startTime: runningRun.startTime,
    folder: join(folder, 'mlruns', experiment.experimentId, runningRun.runId),
    curve: runningCurve,
    nextStep,
  }
}
