import type { AppError } from '../../../shared/result'
import type { LogDecoder, RunSink } from '../run-logs/log-format'
import { flatten, isJsonObject, jsonNumber, jsonText, parsePythonJson } from '../run-logs/python-json'

/** What TrainerState holds of how training was set up; the rest is where it stands. */
const setUp = [
  ...['max_steps', 'num_train_epochs', 'train_batch_size', 'logging_steps', 'eval_steps', 'save_steps'],
]
const standing = [
  'best_metric',
  'best_model_checkpoint',
  'best_global_step',
  'total_flos',
  'num_input_tokens_seen',
]

/**
 * `trainer_state.json` (transformers/trainer_callback.py, TrainerState.save_to_json): `log_history` has one object per
 * log call, with `step`, `epoch` and its numbers, and at the end of training one with `train_runtime`. It keeps no times.
 */
export function createTrainerStateDecoder(path: string, sink: RunSink): LogDecoder {
  let fault: AppError | null = null
  return {
    read(bytes) {
      const state = parsePythonJson(bytes.toString('utf8'))
      const isState = isJsonObject(state) && Array.isArray(state['log_history'])
      fault = isState ? null : { code: 'corrupt', message: brokenMessage(path) }
      if (isState) readState(state, sink)
      return bytes.length
    },
    get fault() {
      return fault
    },
  }
}

function readState(state: Readonly<Record<string, unknown>>, sink: RunSink): void {
  for (const key of setUp) if (state[key] != null) sink.param(key, jsonText(state[key]))
  for (const key of standing) if (state[key] != null) sink.tag(key, jsonText(state[key]))
  const trial = state['trial_params']
  if (isJsonObject(trial)) flatten(trial, (key, value) => sink.param(`trial/${key}`, jsonText(value)))
  for (const entry of state['log_history'] as readonly unknown[]) readEntry(entry, sink)
}

function readEntry(entry: unknown, sink: RunSink): void {
  const step = isJsonObject(entry) ? jsonNumber(entry['step']) : null
  if (!isJsonObject(entry) || step === null || !Number.isFinite(step)) {
    sink.malformed()
    return
  }
  flatten(entry, (key, value) => {
    const number = jsonNumber(value)
    if (number !== null && key !== 'step') sink.point(key, step, NaN, number)
  })
  if ('train_runtime' in entry) sink.mark({ status: 'FINISHED' })
}

function brokenMessage(path: string): string {
  return `${path} is half-written or not the Trainer's; it is read again when it changes.`
}
