import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptStore, seeded, storeStartsAt } from './stores'

export const traceExperimentId = '821770307574351399'

/** An MLflow file store with one experiment of so many traces, as 3.x writes them: `mlruns` within what is returned. */
export function largeTraceStore(traces: number): Promise<string> {
  return keptStore(`mlruns-traces-${traces}`, (folder) => writeTraceStore(join(folder, 'mlruns'), traces))
}

/** The order of writing is not that of the traces' times, as in a store that was copied. */
function writeTraceStore(root: string, count: number): void {
  const random = seeded(count)
  const experiment = join(root, traceExperimentId)
  mkdirSync(experiment, { recursive: true })
  writeFileSync(
    join(experiment, 'meta.yaml'),
    `artifact_location: file:///Users/me/project/mlruns/${traceExperimentId}\n` +
      `creation_time: ${storeStartsAt}\nexperiment_id: '${traceExperimentId}'\n` +
      `last_update_time: ${storeStartsAt}\nlifecycle_stage: active\nname: many traces\n`,
  )
  for (let index = 0; index < count; index++) {
    const id = `tr-${Array.from({ length: 4 }, () => hex(random)).join('')}`
    const folder = join(experiment, 'traces', id)
    for (const part of ['tags', 'request_metadata', 'assessments', 'artifacts'])
      mkdirSync(join(folder, part), { recursive: true })
    writeFileSync(join(folder, 'trace_info.yaml'), traceInfo(id, storeStartsAt + Math.floor(random() * 1e9)))
    writeFileSync(join(folder, 'tags', 'mlflow.traceName'), `answer-${index % 7}`)
    writeFileSync(join(folder, 'tags', 'mlflow.user'), 'me')
    writeFileSync(join(folder, 'request_metadata', 'mlflow.sourceRun'), 'ab'.repeat(16))
  }
}

function hex(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0')
}

function traceInfo(id: string, startedAt: number): string {
  return `assessments: []
client_request_id: null
execution_duration_ms: 337
request_preview: '{"messages": [{"role": "user", "content": "Why is the sky blue at noon and red at
  dusk? Answer in two sentences."}], "temperature": 0.2, "model": "small"}'
request_time: '${new Date(startedAt).toISOString()}'
response_preview: '{"choices": [{"message": {"role": "assistant", "content": "Short waves are
  scattered more; at dusk the light comes a longer way."}}]}'
state: OK
trace_id: ${id}
trace_location:
  mlflow_experiment:
    experiment_id: '${traceExperimentId}'
  type: MLFLOW_EXPERIMENT
`
}
