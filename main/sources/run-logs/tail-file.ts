import { closeSync, openSync, readSync } from 'node:fs'
import { isGone } from '../file-error'
import { isSameStamp, stampOf } from '../files'
import type { FileStamp } from '../files'
import type { Pacer } from '../pacer'
import type { LogDecoder, LogFile } from './log-format'
import { extended, holds, noProof } from './tail-proof'
import type { TailProof } from './tail-proof'

/** How far a file was read, and with what. */
export interface FileTail<Sink> {
  readonly sink: Sink
  readonly decoder: LogDecoder
  /** Everything before it is done with. */
  offset: number
  /** The version of the file that was read to its end; null reads it again. */
  stamp: FileStamp | null
  /** What holds while the file is still the one that was read, however much longer it is. */
  proof: TailProof
}

const firstChunkBytes = 2 ** 18
/** One record of a log may be an image or a table; nothing is held beyond this. */
const largestChunkBytes = 2 ** 26
/** JSON and YAML beside a log. HF's trainer_state.json of a million logged steps has 200 MB; such a one is named, not read. */
const largestWholeBytes = 2 ** 27
/** Times of files are exact to 2 s on FAT disks: what was written so shortly before may be written again unseen. */
const coarsestTimeMs = 2_500

let shared = Buffer.allocUnsafeSlow(firstChunkBytes)

/**
 * Reads what was added to a file since `previous`, or all of it when it is new, was replaced or became shorter.
 * Null when it is not there. `previous` itself is carried on, so that a call that is called off loses nothing.
 */
export async function tailFile<Sink>(
  file: LogFile,
  previous: FileTail<Sink> | undefined,
  make: () => { sink: Sink; decoder: LogDecoder },
  pacer: Pacer,
  now: number,
): Promise<FileTail<Sink> | null> {
  const stamp = stampOf(file.path)
  if (stamp === null) return null
  if (previous !== undefined && isSameStamp(stamp, previous.stamp)) return previous
  const isSameFile = isContinued(file, stamp, previous) && isProven(file.path, previous)
  const tail = isSameFile ? previous : { ...make(), offset: 0, stamp: null, proof: noProof }
  const isRead = await (file.mode === 'whole' ? readWhole(file, tail, stamp) : readOn(file, tail, pacer))
  if (!isRead) return null
  // A small file is written in place, and may be caught between two writes of one moment.
  const isSettled = file.mode === 'append' || Math.abs(now - stamp.mtimeMs) > coarsestTimeMs
  tail.stamp = isSettled ? stamp : null
  return tail
}

function isContinued<Sink>(
  file: LogFile,
  stamp: FileStamp,
  previous: FileTail<Sink> | undefined,
): previous is FileTail<Sink> {
  if (previous === undefined || file.mode === 'whole') return false
  const before = previous.stamp
  // Called off in the middle, or caught half-written: it goes on where it stopped.
  if (before === null) return stamp.size >= previous.offset
  return stamp.ino === before.ino && stamp.size > before.size
}

function isProven<Sink>(path: string, { proof }: FileTail<Sink>): boolean {
  const descriptor = open(path)
  if (descriptor === null) return false
  try {
    return holds(descriptor, proof)
  } finally {
    closeSync(descriptor)
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (thrown) {
    if (isGone(thrown)) return null
    throw thrown
  }
}

async function readOn<Sink>(file: LogFile, tail: FileTail<Sink>, pacer: Pacer): Promise<boolean> {
  for (;;) {
    // Opened anew for each stretch: nothing stays open while others have their turn.
    const descriptor = open(file.path)
    if (descriptor === null) return false
    try {
      if (readStretch(descriptor, tail, pacer)) return true
    } finally {
      closeSync(descriptor)
    }
    await pacer.rest()
  }
}

/** True at the end of the file, or where nothing behind can be read. */
function readStretch<Sink>(descriptor: number, tail: FileTail<Sink>, pacer: Pacer): boolean {
  for (;;) {
    const length = readSync(descriptor, shared, 0, shared.length, tail.offset)
    const isEnd = length < shared.length
    const bytes = shared.subarray(0, length)
    const taken = tail.decoder.read(bytes, isEnd)
    tail.proof = extended(tail.proof, bytes, tail.offset, taken)
    tail.offset += taken
    if (tail.decoder.fault !== null) return true
    if (taken === 0 && !isEnd) {
      if (shared.length >= largestChunkBytes) return true
      shared = Buffer.allocUnsafeSlow(shared.length * 4)
    } else if (isEnd && taken <= length) return true
    if (pacer.isDue()) return false
  }
}

function readWhole<Sink>(file: LogFile, tail: FileTail<Sink>, stamp: FileStamp): Promise<boolean> {
  if (stamp.size > largestWholeBytes) {
    throw Object.assign(new Error(`EFBIG: ${file.path}`), { code: 'EFBIG' })
  }
  const descriptor = open(file.path)
  if (descriptor === null) return Promise.resolve(false)
  try {
    const bytes = Buffer.allocUnsafe(stamp.size)
    const length = readSync(descriptor, bytes, 0, bytes.length, 0)
    tail.offset = tail.decoder.read(bytes.subarray(0, length), true)
    return Promise.resolve(true)
  } finally {
    closeSync(descriptor)
  }
}

/** The larger chunk of one rare record is given back when a poll is over. */
export function releaseChunk(): void {
  if (shared.length > firstChunkBytes) shared = Buffer.allocUnsafeSlow(firstChunkBytes)
}
