import type { SourceSpec } from '../../../shared/model/source'
import type { LogFormat } from '../run-logs/log-format'
import { createLogSource } from '../run-logs/log-source'
import type { Source, SourceServices } from '../source'
import { createEventDecoder } from './event-decoder'
import { listRuns } from './list-runs'

/**
 * TensorBoard's event files, as TensorFlow, PyTorch, tensorboardX, Lightning and HF Trainer write them: scalars as
 * plain values and as tensors of one number, hyperparameters of the hparams dashboard as params.
 *
 * Checked with files of tensorboardX 2.6.5 and of TensorBoard 2.21.0's own writers (summary.Writer, scalar_v2_pb,
 * hparams), every value against TensorBoard's EventAccumulator. Not read: images, audio, text, histograms, PR curves,
 * meshes, graphs and profiles; records above 32 MiB; files on gs:// and s3://. An event file has no end mark, so
 * that the end of a run is a guess (run-of.ts).
 */
const format: LogFormat = {
  noun: 'event file of TensorBoard',
  list: listRuns,
  open: (file, sink) => createEventDecoder(file.path, sink),
}

export function createTensorboardSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
}): Source {
  return createLogSource({ ...options, format })
}
