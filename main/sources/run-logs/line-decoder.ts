import type { LogDecoder } from './log-format'

const newline = 10
/** A line longer than this is no record of a log: it is passed over to its end. */
const longestLine = 2 ** 22

export interface LineTaker {
  /** Without its end; what a progress bar wrote before a carriage return is gone. */
  line(text: string): void
  /** A line that is longer than any record. */
  overlong(): void
}

/** Whole lines of a growing text file. A line without its end is still being written, and comes when it has one. */
export function createLineDecoder(taker: LineTaker): LogDecoder {
  let isPassingOver = false

  return {
    fault: null,
    read(bytes) {
      let at = 0
      for (;;) {
        const end = bytes.indexOf(newline, at)
        if (end === -1) break
        if (isPassingOver) isPassingOver = false
        else taker.line(textOf(bytes, at, end))
        at = end + 1
      }
      if (bytes.length - at > longestLine) {
        if (!isPassingOver) taker.overlong()
        isPassingOver = true
        return bytes.length
      }
      return at
    },
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes
    .toString('utf8', start, end)
    .replace(/\r+$/, '')
    .replace(/^\uFEFF/, '')
  return text.slice(text.lastIndexOf('\r') + 1)
}
