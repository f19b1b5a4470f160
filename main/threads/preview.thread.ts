import { parentPort, workerData } from 'node:worker_threads'
import type { Rule } from '../../shared/model/rule'
import { ok } from '../../shared/result'
import { previewHistory, type PreviewHistory } from '../../shared/rules/preview-history'

/** One preview, then its end: evaluation of a month takes a moment, and is called off by ending the thread. */
export interface PreviewThreadData {
  readonly rule: Rule
  readonly history: PreviewHistory
}

const { rule, history } = workerData as PreviewThreadData
parentPort?.postMessage(ok(previewHistory(rule, history)))
