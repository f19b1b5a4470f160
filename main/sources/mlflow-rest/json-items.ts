/**
 * Takes an answer of MLflow apart while it arrives: the elements of its top-level lists, one by one, and its other
 * top-level values. An answer of 100 MB is never held whole, nor parsed in one go, which would stop the thread for a
 * second. Only brackets and quotes are looked at here; each element is parsed by itself.
 */
export interface JsonItems {
  /** True as long as the bytes can be the beginning of one JSON object. */
  push(chunk: Uint8Array): boolean
  /** True when the object ended. */
  isWhole(): boolean
}

export interface ItemVisitor {
  /** An element of the list `field`. */
  readonly item: (field: string, text: string) => void
  /** A top-level value that is no list. */
  readonly value: (field: string, text: string) => void
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/** An element larger than this is no run or point of MLflow: it would be held in memory whole. */
const mostItemBytes = 64 * 2 ** 20

export function createJsonItems(visit: ItemVisitor): JsonItems {
  const decoder = new TextDecoder()
  let kept: Uint8Array[] = []
  let keptBytes = 0
  let depth = 0
  let isInString = false
  let isEscaped = false
  let isKey = true
  let field = ''
  /** Depth at which the current piece lies: 1 for a value, 2 for an element of a list. */
  let pieceDepth = 1
  let isEnded = false

  function takePiece(chunk: Uint8Array, from: number, to: number): string {
    const tail = chunk.subarray(from, to)
    const bytes = kept.length === 0 ? tail : Buffer.concat([...kept, tail])
    kept = []
    keptBytes = 0
    return decoder.decode(bytes).trim()
  }

  function endPiece(text: string): void {
    if (text === '') return
    if (pieceDepth === 2) visit.item(field, text)
    else if (!isKey) visit.value(field, text)
  }

  /** Takes one byte outside of strings; answers where the next piece begins, or -1 when this byte ends none. */
  function structural(byte: number, chunk: Uint8Array, start: number, at: number): number {
    switch (byte) {
      case openObject:
        if (depth === 0 && isEnded) return -2
        depth++
        return depth === 1 ? at + 1 : -1
      case openList:
        if (depth === 0) return -2
        depth++
        if (depth === 2 && !isKey && takePieceIsBlank(chunk, start, at)) {
          pieceDepth = 2
          return at + 1
        }
        return -1
      case closeList:
      case closeObject:
        return close(byte, chunk, start, at)
      case comma:
        if (depth !== pieceDepth) return -1
        endPiece(takePiece(chunk, start, at))
        if (pieceDepth === 1) isKey = true
        return at + 1
      case colon:
        if (depth !== 1 || !isKey) return -1
        field = keyOf(takePiece(chunk, start, at))
        isKey = false
        return at + 1
      default:
        return -1
    }
  }

  /** A list counts as the field's value only when nothing stands before its bracket. */
  function takePieceIsBlank(chunk: Uint8Array, start: number, at: number): boolean {
    return takePiece(chunk, start, at) === ''
  }

  function close(byte: number, chunk: Uint8Array, start: number, at: number): number {
    if (depth === 0) return -2
    if (depth === 2 && pieceDepth === 2) {
      if (byte !== closeList) return -2
      endPiece(takePiece(chunk, start, at))
      pieceDepth = 1
      depth = 1
      return at + 1
    }
    if (depth === 1) {
      if (byte !== closeObject) return -2
      endPiece(takePiece(chunk, start, at))
      isEnded = true
      depth = 0
      return at + 1
    }
    depth--
    return -1
  }

  return {
    push(chunk) {
      let start = 0
      for (let at = 0; at < chunk.length; at++) {
        const byte = chunk[at] ?? 0
        if (isInString) {
          if (isEscaped) isEscaped = false
          else if (byte === backslash) isEscaped = true
          else if (byte === quote) isInString = false
          continue
        }
        if (byte === quote) {
          if (depth === 0) return false
          isInString = true
          continue
        }
        if (depth === 0 && byte > 0x20 && (byte !== openObject || isEnded)) return false
        const next = structural(byte, chunk, start, at)
        if (next === -2) return false
        if (next >= 0) start = next
      }
      if (depth > 0 && start < chunk.length) {
        kept.push(chunk.slice(start))
        keptBytes += chunk.length - start
      }
      return keptBytes <= mostItemBytes
    },
    isWhole: () => isEnded && depth === 0,
  }
}

function keyOf(text: string): string {
  try {
    const key: unknown = JSON.parse(text)
    return typeof key === 'string' ? key : ''
  } catch {
    return ''
  }
}

/**
 * One element as a value; undefined when it is no JSON. Python writes NaN and infinities bare, which JSON does not
 * know: they become the strings that MLflow's other endpoints send.
 */
export function parseItem(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    try {
      return JSON.parse(
        text.replace(bareNumbers, (whole, bare?: string) => (bare === undefined ? whole : `"${bare}"`)),
      )
    } catch {
      return undefined
    }
  }
}

/** Strings are matched first, so that a name "NaN" stays as it is. */
const bareNumbers = /"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)/g
