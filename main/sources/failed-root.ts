import { failedRootId, type SourceStatus } from '../../shared/model/source'
import type { AppError } from '../../shared/result'

/** A root in which nothing can be found is shown among the sources, with its sentence. */
export function failedRoot(root: string, { code, message }: AppError): SourceStatus {
  const id = failedRootId(root)
  return {
    id,
    kind: 'toolkit-workspace',
    location: root,
    root,
    state: 'failed',
    lastGoodAt: null,
    message,
    problems: [{ sourceId: id, location: root, code, message }],
    counts: { experiments: 0, runs: 0, models: 0, reports: 0 },
  }
}
