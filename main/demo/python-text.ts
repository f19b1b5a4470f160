/**
 * Text as Python writes it. MLflow's file store holds `str(float)` in metric files and PyYAML's `safe_dump` in
 * meta.yaml; both differ from what JavaScript would write (`5e-05`, `1.0`, `nan`; quotes only where YAML 1.1
 * would read something else than a string).
 */

/** CPython's `repr(float)`: the shortest digits, an exponent of at least two digits below 1e-4 and from 1e16. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+'
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const digits = mantissa.replace('-', '').replace('.', '')
  const negative = value < 0 || Object.is(value, -0) ? '-' : ''
  if (exponent < 0) return `${negative}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${negative}${whole}.${digits.slice(exponent + 1) || '0'}`
}

/** `datetime.isoformat()` of an aware UTC time: microseconds, none at all on a full second, `+00:00`. */
export function pythonIsoTime(epochMs: number): string {
  const text = new Date(epochMs).toISOString()
  return text.replace('.000Z', '+00:00').replace('Z', '000+00:00')
}

export type YamlValue = string | number | null | readonly never[] | { readonly [key: string]: YamlValue }

/** A block mapping in the order given; MLflow's own files have their keys sorted, which the caller keeps. */
export function pythonYaml(entries: readonly (readonly [string, YamlValue])[], indent = ''): string {
  return entries.map(([key, value]) => `${indent}${key}:${yamlAfterKey(value, indent)}\n`).join('')
}

function yamlAfterKey(value: YamlValue, indent: string): string {
  if (value === null) return ' null'
  if (typeof value === 'number') return ` ${value}`
  if (typeof value === 'string') return ` ${yamlString(value)}`
  if (Array.isArray(value)) return ' []'
  const entries = Object.entries(value)
  return entries.length === 0 ? ' {}' : `\n${pythonYaml(entries, `${indent}  `).trimEnd()}`
}

// PyYAML's implicit resolvers. A float needs a dot there, so `12e45678` stays bare, as it does in real stores.
const readAsOtherType = [
  /^(?:~|null|Null|NULL|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)?$/,
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+][0-9]+)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$/,
]
const notPlain = /^[\s\-?:,[\]{}#&*!|>'"%@`]|: |:$| #|\s$/

function yamlString(text: string): string {
  if (!notPlain.test(text) && !readAsOtherType.some((pattern) => pattern.test(text))) return text
  return `'${text.replaceAll("'", "''")}'`
}

/** `str(datetime.now())` or, with a `T`, `isoformat()`: local time without zone, with microseconds. */
export function pythonLocalTime(epochMs: number, separator: ' ' | 'T'): string {
  const time = new Date(epochMs)
  const micros = String(time.getMilliseconds() * 1000).padStart(6, '0')
  return `${digitsOf(time, '-', separator, ':')}.${micros}`
}

/** `strftime("%Y%m%d_%H%M%S")` of the local time, as the toolkit names its reports. */
export function pythonFileTime(epochMs: number): string {
  return digitsOf(new Date(epochMs), '', '_', '')
}

function digitsOf(time: Date, inDate: string, between: string, inTime: string): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const date = [String(time.getFullYear()), two(time.getMonth() + 1), two(time.getDate())].join(inDate)
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(inTime)
  return `${date}${between}${clock}`
}
