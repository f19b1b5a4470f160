import type { Reading } from '../../shared/model/hardware'
import type { HardwareUnit } from '../format/hardware'

/** A value with its name, for a list of them. */
export interface ReadingRow {
  readonly label: string
  readonly reading: Reading
  readonly unit: HardwareUnit
}
