import type { Memory } from './conditions/memory'
import type { Mark, Moment } from './state'

/**
 * What the states of all rules that look at one observation hold alike. It is made once and shared, since hundreds of
 * rules over dozens of subjects would make a thousand copies a second. Only the identity differs, never the content.
 */
export interface Sharing {
  mark(at: number, now: Moment): Mark
  /** The last of what was seen, with one more. */
  withEvidence(before: readonly string[], evidence: string, kept: number): readonly string[]
  /** Whether it is among them already. */
  includes(before: readonly string[], evidence: string): boolean
  /** What another rule of the same family learned on top of the very same memory. */
  learnedFrom(memory: Memory | null): Memory | undefined
  noteLearned(memory: Memory | null, next: Memory): void
}

export function createSharing(): Sharing {
  let mark: Mark | null = null
  let asked: readonly string[] | null = null
  let isIncluded = false
  let from: readonly string[] | null = null
  let to: readonly string[] = []
  let most = 0
  let learnedFrom: Memory | null | undefined
  let learned: Memory | undefined
  return {
    learnedFrom: (memory) => (memory === learnedFrom ? learned : undefined),
    noteLearned(memory, next) {
      learnedFrom = memory
      learned = next
    },
    mark(at, { wall, awake }) {
      mark ??= { at, wall, awake }
      return mark
    },
    includes(before, evidence) {
      if (before !== asked) {
        asked = before
        isIncluded = before.includes(evidence)
      }
      return isIncluded
    },
    withEvidence(before, evidence, kept) {
      // Two of the same content, from before a restart, become one here.
      if (from === null || most !== kept || !isAlike(from, before)) {
        from = before
        most = kept
        to = [...before, evidence].slice(-kept)
      }
      return to
    },
  }
}

function isAlike(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, index) => text === b[index]))
}
