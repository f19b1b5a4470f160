import { createHash } from 'node:crypto'
import type { SourceKind } from '../../shared/model/source'

/** The same kind at the same place has the same id on every start: the database and settings refer to it. */
export function sourceIdOf(kind: SourceKind, location: string): string {
  return `${kind}-${createHash('sha256').update(`${kind}\n${location}`).digest('hex').slice(0, 12)}`
}
