import { describeThrown } from '../../shared/result'

export interface PagePart {
  readonly name: string
  readonly lines: () => Promise<readonly string[]>
}

/** Each part is written once it is known: a part that fails is one line, and the others still reach the bug report. */
export async function writePage(parts: readonly PagePart[], write: (line: string) => void): Promise<void> {
  for (const [at, { name, lines }] of parts.entries()) {
    if (at > 0) write('')
    for (const line of await lines().catch((thrown: unknown) => [failed(name, thrown)])) write(line)
  }
}

function failed(name: string, thrown: unknown): string {
  return `${name}: cannot be told: ${describeThrown(thrown).split('\n')[0] ?? ''}`
}
