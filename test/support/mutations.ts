import fc from 'fast-check'

export interface Edit {
  readonly at: number
  readonly drop: number
  readonly insert: string
}

/** What breaks parsers of text: numbers that are none, brackets without end, names with a meaning of their own. */
export const junk = fc.oneof(
  fc.constantFrom(
    ...['NaN', '-Infinity', 'null', '1e999', '""', '[]', '{}', '[[[[', '}}}}', '"', '\\', '\u0000', '&quot;'],
  ),
  fc.constantFrom('"__proto__": 1,', '"metrics": 3,', '"tests": {},', '"widgets": [[]],', 'x'.repeat(5_000)),
  fc.string({ maxLength: 40 }),
)
const edit = fc.record({ at: fc.nat(1_000_000), drop: fc.nat(300), insert: junk })
export const edits = fc.array(edit, { minLength: 1, maxLength: 6 })

export function mutated(text: string, all: readonly Edit[]): string {
  return all.reduce((before, { at, drop, insert }) => {
    const start = at % (before.length + 1)
    return before.slice(0, start) + insert + before.slice(start + drop)
  }, text)
}

export interface ByteEdit {
  readonly at: number
  readonly bytes: Uint8Array
}
/** Half of them near an end, where binary formats keep what everything else hangs on. */
export const byteEdits = fc.array(
  fc.record({
    at: fc.oneof(fc.nat(1_000_000), fc.nat(200), fc.integer({ min: -1_200, max: -1 })),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 6 },
)

/** Overwrites; and cuts the end off when `keep` is below 1. */
export function mutatedBytes(bytes: Uint8Array, all: readonly ByteEdit[], keep: number): Uint8Array {
  const changed = Uint8Array.from(bytes)
  for (const { at, bytes: written } of all) {
    const start = (((at % changed.length) + changed.length) % changed.length) | 0
    changed.set(written.subarray(0, changed.length - start), start)
  }
  return changed.subarray(0, Math.ceil(changed.length * keep))
}
