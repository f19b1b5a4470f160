import { basename } from 'node:path'
import type { SourceSpec } from '../../../shared/model/source'
import type { LogFile, LogFormat, RunPlace } from '../run-logs/log-format'
import { createLogSource } from '../run-logs/log-source'
import { createParamDecoder, paramFiles } from '../run-logs/param-files'
import { rememberByStamp } from '../run-logs/read-head'
import { pathBelow, placeName, walkRuns } from '../run-logs/walk-runs'
import type { Pacer } from '../pacer'
import type { Source, SourceServices } from '../source'
import { createCsvDecoder } from './csv-decoder'
import { createJsonlDecoder } from './jsonl-decoder'
import { isJsonl, isMetricLog, isMetricLogName } from './recognise'

/**
 * Plain logs of metrics, one row or JSON object per step: metrics.jsonl, log_history.jsonl, progress.csv,
 * training_log.csv, Lightning's CSVLogger (metrics.csv with hparams.yaml), Ultralytics' results.csv (with args.yaml).
 * A folder with such files is a run.
 *
 * Checked with files of Lightning 2.6.6's CSVLogger, in the form of Ultralytics 8.4.190's save_metrics, and Python's
 * csv and json. Not read: logs of other names, tables without a header or a column of steps (step, iteration, epoch …),
 * texts and lists as metrics, quoted cells that span lines.
 */
function createFormat(): LogFormat {
  const isLog = rememberByStamp(isMetricLog)

  async function list(location: string, pacer: Pacer): Promise<readonly RunPlace[]> {
    const places: RunPlace[] = []
    const [experimentId, experimentName] = [basename(location), placeName(location)]
    await walkRuns(location, pacer, (folder, entries) => {
      const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
      const logs = names.filter((name) => isMetricLogName(name) && isLog(`${folder}/${name}`)).sort()
      if (logs.length === 0) return
      const runId = pathBelow(location, folder)
      const files: LogFile[] = [
        ...paramFiles(folder, names),
        ...logs.map((name) => ({ path: `${folder}/${name}`, role: 'rows', mode: 'append' as const })),
      ]
      places.push({ runId, name: runId, folder, experimentId, experimentName, parentRunId: null, files })
    })
    return places
  }

  return {
    noun: 'log of metrics (metrics.jsonl, metrics.csv, progress.csv, results.csv …)',
    list,
    open: (file, sink) => {
      if (file.role === 'params') return createParamDecoder(file.path, sink)
      return isJsonl(file.path) ? createJsonlDecoder(sink) : createCsvDecoder(sink)
    },
  }
}

export function createMetricLogSource(options: {
  readonly spec: SourceSpec
  readonly services: SourceServices
}): Source {
  return createLogSource({ ...options, format: createFormat() })
}
