import type { AppError } from '../../../shared/result'
import { BrokenMessage } from '../protobuf'
import type { LogDecoder, RunSink } from '../run-logs/log-format'
import { readEvent, readHead } from './event'
import { frameAt } from './tf-record'

/** Above this a record is passed over: images and graphs, never scalars alone. */
const longestRecordBytes = 2 ** 25

/** Dashboards that show one number per step; '' is TensorFlow 1's and PyTorch's plain value. */
const scalarPlugins: ReadonlySet<string> = new Set(['', 'scalars'])

/** An event file from its beginning. What other dashboards show (images, text, histograms, graphs) is passed over. */
export function createEventDecoder(path: string, sink: RunSink): LogDecoder {
  /** Dashboard of each tag; only the first value of a tag must name it. */
  const plugins = new Map<string, string>()
  let fault: AppError | null = null
  let position = 0

  function readRecord(record: Buffer): void {
    try {
      const { wallTime, step } = readHead(record)
      readEvent(record, {
        value(tag, named, value) {
          const plugin = plugins.get(tag) ?? named
          plugins.set(tag, plugin)
          if (value !== null && tag !== '' && scalarPlugins.has(plugin))
            sink.point(tag, step, wallTime, value)
        },
        hparam: (key, value) => sink.param(key, value),
        restart: () => sink.restart(step),
      })
    } catch (thrown) {
      if (!(thrown instanceof BrokenMessage)) throw thrown
      sink.malformed()
    }
  }

  return {
    read(bytes) {
      fault = null
      let at = 0
      while (at < bytes.length) {
        const frame = frameAt(bytes, at, longestRecordBytes)
        if (frame.kind === 'torn') break
        if (frame.kind === 'lost') {
          fault = lostError(path, position + at)
          break
        }
        if (frame.kind === 'record') readRecord(bytes.subarray(frame.start, frame.end))
        else if (frame.kind === 'damaged') sink.malformed()
        at = frame.next
      }
      position += at
      return at
    },
    get fault() {
      return fault
    },
  }
}

function lostError(path: string, at: number): AppError {
  const message =
    at === 0
      ? `${path} is not an event file of TensorBoard, or its beginning is damaged; it is left out.`
      : `${path} is damaged at byte ${at}; what was logged after it cannot be read.`
  return { code: 'corrupt', message }
}
