import type { SourceSpec } from '../../../shared/model/source'
import type { LogFormat } from '../run-logs/log-format'
import { createLogSource } from '../run-logs/log-source'
import type { Source, SourceServices } from '../source'
import { listRuns } from './list-runs'
import { createWandbDecoder } from './wandb-decoder'

/**
 * Run files of W&B (`wandb/run-*` and `wandb/offline-run-*`, the .wandb file in each): history with its steps and times,
 * config as params, what was put into the summary by hand, name, project, group, job type, tags and notes, and how the
 * run ended. The project is the experiment.
 *
 * Checked with runs of wandb 0.31.0 in offline mode (wandb-core), every value against what was logged. Folders
 * of one run id (it was resumed) are one run. Not read: media, tables,
 * artifacts, console output, system metrics, histories that lie on a server only, and what a newer version removes from
 * a summary or config. config.yaml and wandb-summary.json repeat what is in the .wandb file, and are not needed.
 */
const format: LogFormat = {
  noun: 'run file of W&B (run-*/run-*.wandb)',
  list: listRuns,
  open: (file, sink) => createWandbDecoder(file.path, sink),
}

export function createWandbSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
}): Source {
  return createLogSource({ ...options, format })
}
