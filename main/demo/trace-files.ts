import type { FileTree, PlannedFile } from './planned-files'
import type { Pairs } from './planned-store'
import { pythonYaml } from './python-text'
import type { Random } from './random'

interface Question {
  readonly topic: string
  readonly text: string
  readonly answer: string
}

/** What people ask the support assistant that the adapters are trained for. */
const questions: readonly Question[] = [
  {
    topic: 'billing',
    text: 'Why was my card charged twice this month?',
    answer: 'One of the two is a hold that your bank releases within five days; only one is booked.',
  },
  {
    topic: 'billing',
    text: 'Can I get an invoice with our VAT number on it?',
    answer: 'Yes: add the number under Company, and open the invoice again.',
  },
  {
    topic: 'account',
    text: 'I lost the phone with my second factor. How do I get in?',
    answer: 'Use one of the ten recovery codes that you saved when you turned it on.',
  },
  {
    topic: 'account',
    text: 'How do I move my projects to another workspace?',
    answer: 'Open the project, choose Move under More, and pick the workspace.',
  },
  {
    topic: 'delivery',
    text: 'The parcel says delivered, but nothing arrived.',
    answer: 'We have asked the carrier for proof of delivery, and answer by tomorrow noon.',
  },
  {
    topic: 'refund',
    text: 'How long does a refund take to reach my account?',
    answer: 'Three to five working days after we have received the parcel.',
  },
]
const count = 72
const spanMs = 3 * 86_400_000

/** Traces of an assistant over the last three days, as MLflow 3 keeps them beside the runs of an experiment. */
export function traceTree(experimentId: string, runId: string | null, now: number, random: Random): FileTree {
  const files = Array.from({ length: count }, (_, at) => {
    // Most of them by day, and one a minute ago.
    const startedAt = now - 60_000 - Math.round((at / count) ** 1.4 * spanMs) - random.integer(0, 40_000)
    return traceFiles({ experimentId, runId: at % 12 === 7 ? runId : null, startedAt, at }, random)
  })
  return { files: files.flat(), folders: [] }
}

interface PlannedTrace {
  readonly experimentId: string
  readonly runId: string | null
  readonly startedAt: number
  readonly at: number
}

function traceFiles({ experimentId, runId, startedAt, at }: PlannedTrace, random: Random): PlannedFile[] {
  const traceId = `tr-${random.hex(32)}`
  const question = questions[random.integer(0, questions.length - 1)] ?? { topic: '', text: '', answer: '' }
  const state = at === 0 ? 'IN_PROGRESS' : at % 17 === 5 ? 'ERROR' : 'OK'
  const durationMs = state === 'IN_PROGRESS' ? null : random.integer(640, 5_200)
  const folder = `mlruns/${experimentId}/traces/${traceId}`
  const file = (path: string, content: string): PlannedFile => ({
    path: `${folder}/${path}`,
    content,
    modifiedAt: startedAt + (durationMs ?? 0),
  })
  const metadata: Pairs = [
    ['mlflow.trace.sizeStats', `{"total_size_bytes": 2210, "num_spans": ${random.integer(3, 6)}}`],
    ['mlflow.trace_schema.version', '3'],
    ...(runId === null ? [] : [['mlflow.sourceRun', runId] as const]),
  ]
  return [
    file(
      'trace_info.yaml',
      pythonYaml([
        ...(durationMs === null ? [] : [['execution_duration_ms', durationMs] as const]),
        ['request_preview', question.text],
        ['request_time', new Date(startedAt).toISOString()],
        ...(state === 'OK' ? [['response_preview', question.answer] as const] : []),
        ['state', state],
        ['trace_id', traceId],
        ['trace_location', { mlflow_experiment: { experiment_id: experimentId }, type: 'MLFLOW_EXPERIMENT' }],
      ]),
    ),
    file('tags/mlflow.traceName', 'support-assistant'),
    file('tags/topic', question.topic),
    ...metadata.map(([key, value]) => file(`request_metadata/${key}`, value)),
    ...(at % 9 === 3 ? [file(`assessments/a-${traceId.slice(3)}.yaml`, assessment(traceId))] : []),
  ]
}

function assessment(traceId: string): string {
  return pythonYaml([
    ['assessment_id', `a-${traceId.slice(3)}`],
    ['assessment_name', 'helpful'],
    ['feedback', { value: 'true' }],
    ['trace_id', traceId],
    ['valid', 'true'],
  ])
}
