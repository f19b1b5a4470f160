import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describeThrown } from '../../../shared/result'
import type { Pacer } from '../pacer'
import type { SourceServices } from '../source'
import type { TraceStart } from './trace-start'

/** When the traces of a `traces` folder began, kept beyond the app's end in a folder of our own. */
export interface TraceMemory {
  /** By the names of traces, as they were kept; empty when nothing is, or what is cannot be read. */
  load(folder: string, pacer: Pacer): Promise<ReadonlyMap<string, TraceStart>>
  /** In place of what was kept of the folder before. Resolves when it is written, or could not be. */
  keep(folder: string, starts: ReadonlyMap<string, TraceStart>): Promise<void>
}

export const noTraceMemory: TraceMemory = {
  load: () => Promise.resolve(new Map()),
  keep: () => Promise.resolve(),
}

/** Fewer are read in a moment. */
const fewestKept = 200
/** Files, one for each experiment with many traces: the oldest go. */
const mostFiles = 64
const firstLine = 'Sextant trace starts 1'
/** On a line of their own, column by column: less than a ms to write or read. */
const tracesOfPiece = 1_000

/** `ownFolder` is made when something is kept. */
export function createTraceMemory(ownFolder: string, log: SourceServices['log']): TraceMemory {
  const pathOf = (folder: string) =>
    join(ownFolder, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.traces`)

  function dropOldest(): void {
    const files = readdirSync(ownFolder).map((name) => {
      const path = join(ownFolder, name)
      return { path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }
    })
    for (const { path } of files.sort((a, b) => b.at - a.at).slice(mostFiles)) rmSync(path, { force: true })
  }

  return {
    async load(folder, pacer) {
      const starts = new Map<string, TraceStart>()
      const text = readOrNull(pathOf(folder))
      if (text?.startsWith(`${firstLine}\n${JSON.stringify(folder)}\n`) !== true) return starts
      for (const line of linesOf(text)) {
        takePiece(line, starts)
        if (pacer.isDue()) await pacer.rest()
      }
      return starts
    },
    async keep(folder, starts) {
      if (starts.size < fewestKept) return
      const path = pathOf(folder)
      const all = [...starts]
      try {
        mkdirSync(ownFolder, { recursive: true })
        const pieces = [`${firstLine}\n${JSON.stringify(folder)}\n`]
        for (let from = 0; from < all.length; from += tracesOfPiece) {
          await setImmediate()
          pieces.push(pieceOf(all.slice(from, from + tracesOfPiece)))
        }
        await writeFile(`${path}.new`, pieces)
        renameSync(`${path}.new`, path)
        dropOldest()
      } catch (thrown) {
        // Without it the next start reads the traces' files again.
        log('warn', `traces: when they began could not be kept: ${describeThrown(thrown)}`)
      }
    },
  }
}

function pieceOf(starts: readonly (readonly [string, TraceStart])[]): string {
  const numbers = starts.flatMap(([, { startedAt, stamp }]) => [
    startedAt,
    stamp.mtimeMs,
    stamp.size,
    stamp.ino,
  ])
  return `${JSON.stringify([starts.map(([name]) => name), numbers])}\n`
}

/** A line that is none of ours is passed over. */
function takePiece(line: string, starts: Map<string, TraceStart>): void {
  const [names, numbers] = listsIn(line)
  if (numbers.length !== names.length * 4) return
  for (const [at, name] of names.entries()) {
    const [startedAt = NaN, mtimeMs = NaN, size = NaN, ino = NaN] = numbers.slice(at * 4, at * 4 + 4)
    starts.set(name, { startedAt, stamp: { mtimeMs, size, ino } })
  }
}

function listsIn(line: string): readonly [readonly string[], readonly number[]] {
  const value = parsed(line)
  const [names, numbers] = Array.isArray(value) ? (value as readonly unknown[]) : []
  const isOurs = isListOf(names, 'string') && isListOf(numbers, 'number')
  return isOurs ? [names as readonly string[], numbers as readonly number[]] : [[], []]
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function isListOf(value: unknown, type: 'string' | 'number'): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === type)
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Behind the first two; what follows the last line break was cut off. */
function* linesOf(text: string): Generator<string, undefined> {
  let at = text.indexOf('\n', text.indexOf('\n') + 1) + 1
  for (let end = text.indexOf('\n', at); end !== -1; end = text.indexOf('\n', at)) {
    yield text.slice(at, end)
    at = end + 1
  }
}
