import type { SourceSpec } from '../../../shared/model/source'
import type { LogFormat } from '../run-logs/log-format'
import { createLogSource } from '../run-logs/log-source'
import { createParamDecoder } from '../run-logs/param-files'
import type { Source, SourceServices } from '../source'
import { listRuns } from './list-runs'
import { createTrainerStateDecoder } from './trainer-state'

/**
 * Output folders of Hugging Face's Trainer: the newest `trainer_state.json` of the folder and its checkpoints.
 *
 * Checked against transformers 5.24.0's TrainerState (save_to_json and its fields), which has not changed the parts that
 * are read since 4.x. The state is written with each checkpoint only, so that what was logged since is not there yet.
 * Not read: training_args.bin (a pickle), times of points (there are none), files above 128 MiB.
 */
const format: LogFormat = {
  noun: 'trainer_state.json of the Hugging Face Trainer',
  list: listRuns,
  open: (file, sink) =>
    file.role === 'params' ? createParamDecoder(file.path, sink) : createTrainerStateDecoder(file.path, sink),
}

export function createHfTrainerSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
}): Source {
  return createLogSource({ ...options, format })
}
