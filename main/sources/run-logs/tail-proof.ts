import { readSync } from 'node:fs'

/** What a file must still hold to be the one that was read before, only longer. */
export interface TailProof {
  /** How it began: a table's header to its end. */
  readonly head: Buffer
  /** The bytes before `end`, up to where it was read. */
  readonly foot: Buffer
  readonly end: number
}

export const noProof: TailProof = { head: Buffer.alloc(0), foot: Buffer.alloc(0), end: 0 }

/**
 * Lightning writes its table anew, in the same file, under a header that is wider somewhere in its middle; a log is
 * begun anew under its old name. Either is told by its first line or by what lies where reading stopped.
 */
const shortestHeadBytes = 256
const longestHeadBytes = 2 ** 14
const footBytes = 96
const newline = 10

/** `proof` with `bytes` behind it: what was read from `offset` on, of which `taken` are done with. */
export function extended(proof: TailProof, bytes: Buffer, offset: number, taken: number): TailProof {
  const head = offset === 0 ? headOf(bytes) : proof.head
  const read = bytes.subarray(0, taken)
  if (read.length === 0) return { ...proof, head }
  const isGapless = proof.end === offset && read.length < footBytes
  const foot = isGapless ? Buffer.concat([proof.foot, read]) : read
  return { head, foot: Buffer.from(foot.subarray(-footBytes)), end: offset + read.length }
}

function headOf(bytes: Buffer): Buffer {
  const lineEnd = bytes.subarray(0, longestHeadBytes).indexOf(newline) + 1
  return Buffer.from(bytes.subarray(0, Math.max(shortestHeadBytes, lineEnd)))
}

export function holds(descriptor: number, { head, foot, end }: TailProof): boolean {
  return hasAt(descriptor, 0, head) && hasAt(descriptor, end - foot.length, foot)
}

function hasAt(descriptor: number, at: number, bytes: Buffer): boolean {
  const now = Buffer.allocUnsafe(bytes.length)
  return readSync(descriptor, now, 0, now.length, at) === bytes.length && now.equals(bytes)
}
