import { pressureLevels, thermalLevels } from '../../../shared/model/rule'
import { hardwareValue, hardwareValues } from '../../../shared/rules/hardware-values'
import { duration, limitFields, options, type ConditionForm, type Option } from './condition-fields'
import { textAt } from './draft'
import { bytesPerMinute, hardwareUnits } from './units'

// Levels have conditions of their own, in words.
const hardwareOptions: readonly Option[] = hardwareValues
  .filter(({ unit }) => unit !== 'level')
  .map(({ name, label }) => ({ value: name, label }))

/** Conditions of this Mac, of the stores that are read, and of Sextant itself. */
export const machineForms: readonly ConditionForm[] = [
  {
    kind: 'hardware',
    group: 'This Mac',
    label: 'A value of this Mac crosses a limit',
    type: 'apple_silicon_issue',
    start: { value: 'memory.usedRatio', comparison: 'above', limit: 0.9, clearLimit: null },
    fields: (draft) => [
      { path: 'condition.value', label: 'Value', input: { kind: 'choice', options: hardwareOptions } },
      ...limitFields(hardwareUnits(hardwareValue(textAt(draft, 'condition.value'))?.unit ?? 'level')),
    ],
  },
  {
    kind: 'memory-pressure',
    group: 'This Mac',
    label: 'Memory pressure rises',
    type: 'apple_silicon_issue',
    start: { level: 'warning' },
    fields: () => [
      {
        path: 'condition.level',
        label: 'To this or worse',
        input: { kind: 'choice', options: options(pressureLevels.slice(1)) },
      },
    ],
  },
  {
    kind: 'thermal',
    group: 'This Mac',
    label: 'The thermal state rises',
    type: 'apple_silicon_issue',
    start: { level: 'serious' },
    fields: () => [
      {
        path: 'condition.level',
        label: 'To this or worse',
        input: { kind: 'choice', options: options(thermalLevels.slice(1)) },
      },
    ],
  },
  {
    kind: 'swap-rate',
    group: 'This Mac',
    label: 'Swap grows',
    type: 'apple_silicon_issue',
    start: { limitBytesPerMinute: 100e6, clearBytesPerMinute: 20e6, windowMs: 60_000 },
    fields: () => [
      {
        path: 'condition.limitBytesPerMinute',
        label: 'By more than',
        input: { kind: 'number', units: bytesPerMinute },
      },
      {
        path: 'condition.clearBytesPerMinute',
        label: 'Ends below',
        hint: 'Empty: at the limit itself.',
        input: { kind: 'number', units: bytesPerMinute, placeholder: 'the limit' },
      },
      duration('condition.windowMs', 'Measured over'),
    ],
  },
  {
    kind: 'source-unreachable',
    group: 'Sources',
    label: 'A source cannot be read',
    type: 'source_unreachable',
    start: {},
    fields: () => [],
  },
  {
    kind: 'source-age',
    group: 'Sources',
    label: 'A source was not read for long',
    type: 'source_unreachable',
    start: { limitMs: 3_600_000 },
    fields: () => [duration('condition.limitMs', 'Longer than')],
  },
  {
    kind: 'channel-failing',
    group: 'Sextant itself',
    label: 'A way of telling alerts does not work',
    type: 'system_error',
    start: {},
    fields: () => [],
  },
]
