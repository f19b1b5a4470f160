import type { MetricSeries } from '../../../shared/model/run'
import { PointBlock } from '../point-block'

/**
 * The points that the reading of finished runs met in their metric files, kept for a while: who asks for many
 * histories mostly does so soon after, and a short file takes longer to open, read and close than to make numbers of.
 * They are as new as the last reading of their run, like all that is known of it (folder-node.ts).
 */
export interface KeptPoints {
  /** What is kept of a `metrics` folder goes: it is about to be read again. */
  forget(folder: string): void
  /** Where the points of a file of that many bytes go, with room for all of them; null when they are not to be kept. */
  roomFor(size: number): PointBlock | null
  /** The points of this file have been put into the block that `roomFor` gave, from `start` on. */
  keep(folder: string, key: string, start: number): void
  /** All points of a file in the order of its lines; null when they are not kept. */
  seriesOf(folder: string, key: string): MetricSeries | null
  /** Forgets all when nothing was kept for long. `now`: epoch ms. */
  tidy(now: number): void
  clear(): void
}

interface Entry {
  readonly block: PointBlock
  readonly start: number
  readonly end: number
}

const chunkPoints = 2 ** 16
const chunkBytes = 3 * chunkPoints * Float64Array.BYTES_PER_ELEMENT
/** A digit each for time and value, a space and the line's end, as before MLflow 1.0. */
const fewestBytesOfLine = 4
const keptMs = 120_000

/** What all stores of a thread may keep together, in bytes; a point takes 24. */
export interface KeptBudget {
  bytesLeft: number
}
const sharedBudget: KeptBudget = { bytesLeft: 40 * 2 ** 20 }

export function createKeptPoints(now: () => number, budget: KeptBudget = sharedBudget): KeptPoints {
  const folders = new Map<string, Map<string, Entry>>()
  let blocks: PointBlock[] = []
  let lastRoomAt = 0

  function clear(): void {
    budget.bytesLeft += blocks.length * chunkBytes
    blocks = []
    folders.clear()
  }

  function openBlock(): PointBlock | null {
    if (budget.bytesLeft < chunkBytes) return null
    budget.bytesLeft -= chunkBytes
    const block = new PointBlock(chunkPoints)
    blocks.push(block)
    lastRoomAt = now()
    return block
  }

  return {
    forget: (folder) => void folders.delete(folder),
    roomFor(size) {
      const most = Math.ceil(size / fewestBytesOfLine)
      if (most >= chunkPoints) return null
      const last = blocks.at(-1)
      return last !== undefined && last.count + most < chunkPoints ? last : openBlock()
    },
    keep(folder, key, start) {
      const block = blocks.at(-1)
      if (block === undefined) return
      let files = folders.get(folder)
      if (files === undefined) folders.set(folder, (files = new Map<string, Entry>()))
      files.set(key, { block, start, end: block.count })
    },
    seriesOf(folder, key) {
      const entry = folders.get(folder)?.get(key)
      if (entry === undefined) return null
      const { block, start, end } = entry
      // Of their own, since a view would be sent with all of its block.
      return {
        key,
        step: block.step.slice(start, end),
        timestamp: block.timestamp.slice(start, end),
        value: block.value.slice(start, end),
      }
    },
    tidy(at) {
      if (blocks.length > 0 && Math.abs(at - lastRoomAt) > keptMs) clear()
    },
    clear,
  }
}
