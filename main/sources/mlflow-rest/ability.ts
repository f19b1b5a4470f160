/**
 * Whether a server can do something, as its answers tell. One answer may come from a proxy, or from a server that is
 * being started: what worked before is given up after several refusals, and whatever was given up is tried again.
 */
export interface Ability {
  /** False: it was refused, and not long ago. */
  readonly mayWork: boolean
  worked(): void
  /** It was refused; true when that is to be believed. */
  refused(): boolean
  /** The server may be another one by now: asks again. */
  doubt(): void
}

const believedForMs = 600_000
const refusalsOfWhatWorked = 3

export function createAbility(now: () => number): Ability {
  let hasWorked = false
  let refusals = 0
  let refusedAt: number | null = null
  return {
    get mayWork() {
      return refusedAt === null || now() - refusedAt >= believedForMs
    },
    worked() {
      hasWorked = true
      refusals = 0
      refusedAt = null
    },
    refused() {
      refusals++
      const isBelieved = !hasWorked || refusals >= refusalsOfWhatWorked
      if (isBelieved) refusedAt = now()
      return isBelieved
    },
    doubt() {
      refusedAt = null
    },
  }
}
