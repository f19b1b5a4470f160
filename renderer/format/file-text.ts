/** The text of a file, and how its bytes were read where that is not UTF-8. */
export interface FileText {
  readonly text: string
  /** Null for UTF-8, with or without its mark. */
  readonly encoding: 'UTF-16' | 'Windows-1252' | null
}

/**
 * Files say nothing of their encoding but by a mark at their beginning. What is no UTF-8 is shown as Windows-1252, which
 * spreadsheets write: every byte is a letter there, so this is a guess, and said. A last letter that was cut is left out.
 */
export function fileText(bytes: Uint8Array, isWhole: boolean): FileText {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return { text: decoded('utf-16le'), encoding: 'UTF-16' }
  if (first === 0xfe && second === 0xff) return { text: decoded('utf-16be'), encoding: 'UTF-16' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
    return { text, encoding: null }
  } catch {
    // Zeros are in no text of one byte a letter: what it is must be decided by who shows it.
    return bytes.subarray(0, 4_000).includes(0)
      ? { text: new TextDecoder().decode(bytes), encoding: null }
      : { text: decoded('windows-1252'), encoding: 'Windows-1252' }
  }

  function decoded(label: string): string {
    return new TextDecoder(label).decode(bytes, { stream: !isWhole })
  }
}
