/** What was emitted last of each entity, as a fingerprint: enough to tell what is new, changed or gone. */
export interface Known {
  readonly size: number
  has(id: string): boolean
  /** Whether the entity is new or differs from what is known; notes nothing. */
  differs(id: string, fingerprint: number): boolean
  /** Notes the entity as seen; true when it is new or differs from what was known. */
  accept(id: string, fingerprint: number): boolean
  /** From now on everything counts as not seen. */
  beginPass(): void
  /** Forgets and returns what was not seen since `beginPass`. */
  endPass(): string[]
  forget(id: string): boolean
  clear(): void
}

export function createKnown(): Known {
  const entries = new Map<string, { fingerprint: number; pass: number }>()
  let pass = 0
  return {
    get size() {
      return entries.size
    },
    has: (id) => entries.has(id),
    differs: (id, fingerprint) => entries.get(id)?.fingerprint !== fingerprint,
    accept(id, fingerprint) {
      const entry = entries.get(id)
      if (entry === undefined) {
        entries.set(id, { fingerprint, pass })
        return true
      }
      entry.pass = pass
      const isChanged = entry.fingerprint !== fingerprint
      entry.fingerprint = fingerprint
      return isChanged
    },
    beginPass() {
      pass++
    },
    endPass() {
      const gone = [...entries].filter(([, entry]) => entry.pass !== pass).map(([id]) => id)
      for (const id of gone) entries.delete(id)
      return gone
    },
    forget: (id) => entries.delete(id),
    clear: () => entries.clear(),
  }
}
