import { createLineDecoder } from '../run-logs/line-decoder'
import type { LogDecoder, RunSink } from '../run-logs/log-format'
import { flatten, isJsonObject, jsonNumber, parsePythonJson } from '../run-logs/python-json'
import { createRowTaker, type Cell } from './row'

/** One JSON object per line, nested keys as `a/b`; texts, truth values and lists are no metrics. */
export function createJsonlDecoder(sink: RunSink): LogDecoder {
  const takeRow = createRowTaker(sink)
  return createLineDecoder({
    line(text) {
      if (text.trim() === '') return
      const value = parsePythonJson(text)
      if (!isJsonObject(value)) {
        sink.malformed()
        return
      }
      const cells: [string, Cell][] = []
      flatten(value, (key, leaf) => {
        const number = jsonNumber(leaf)
        cells.push([key, number ?? (typeof leaf === 'string' ? leaf : null)])
      })
      if (!takeRow(cells)) sink.malformed()
    },
    overlong: () => sink.malformed(),
  })
}
