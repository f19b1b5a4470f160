import type { SourceSpec } from '../../../shared/model/source'
import { createLogSource } from '../run-logs/log-source'
import { createParamDecoder } from '../run-logs/param-files'
import type { Source, SourceServices } from '../source'
import { createLister } from './list-runs'
import { createMlxLogDecoder } from './log-lines'

/**
 * Fine-tunings of mlx_lm: folders of adapters (adapter_config.json as params, *.safetensors as models) and what
 * `mlx_lm.lora` printed, where it was kept in a file (*.log, *.txt, *.out).
 *
 * Checked against the print statements of mlx_lm 0.24.0 (`Iter 10: Train loss …`) and the console of 0.32.2, run with a
 * tiny model, which rounds trained tokens to hundreds and prints no learning rate, no memory and no folder (set-up.ts).
 * Not read: times (none are printed), logs whose first 16 KiB tell of no iteration, adapters as adapters.npz, weights
 * themselves.
 */
export function createMlxLmSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
}): Source {
  const format = {
    noun: 'adapter or training log of mlx_lm',
    list: createLister(),
    open: (file: { path: string; role: string }, sink: Parameters<typeof createMlxLogDecoder>[0]) =>
      file.role === 'params' ? createParamDecoder(file.path, sink) : createMlxLogDecoder(sink),
  }
  return createLogSource({ ...options, format })
}
