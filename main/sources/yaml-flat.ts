import type { YamlMap, YamlValue } from './yaml'

/**
 * The YAML that PyYAML's `dump` writes for nearly all of MLflow's files: `key: value` lines, at most one mapping
 * below a key. Measured on 1 000 run files: 7 µs each, against 370 µs with the yaml library, which made half of
 * the time to read a store. Anything else (folded lines, escapes, lists with members, comments, markers) is left
 * to the library by giving null; test/unit/main/sources/yaml.test.ts compares the two on made-up files.
 */
const line = /^( {2})?([A-Za-z0-9_][A-Za-z0-9_.\-/]*):(?: (.*))?$/
const plain = /^(?:[A-Za-z0-9_./+~]|-[0-9])[\x20-\x7e\u00a1-\u1fff]*$/
const singleQuoted = /^'((?:[\x20-\x26\x28-\x7e\u00a1-\u1fff]|'')*)'$/
const doubleQuoted = /^"([\x20\x21\x23-\x5b\x5d-\x7e\u00a1-\u1fff]*)"$/

export function parseFlatYaml(text: string): YamlMap | null {
  if (!text.endsWith('\n')) return null
  const top = new Map<string, YamlValue>()
  /** The key whose value may follow in indented lines. */
  let open: string | null = null
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const match = line.exec(text.slice(start, end))
    start = end + 1
    if (match === null) return null
    const [, indent, key = '', source] = match
    const value = source === undefined ? null : parseScalar(source)
    if (value === undefined) return null
    if (indent === undefined) {
      top.set(key, value)
      open = source === undefined ? key : null
    } else if (open === null || source === undefined) return null
    else addBelow(top, open, key, value)
  }
  return top.size === 0 ? null : top
}

function addBelow(top: Map<string, YamlValue>, parent: string, key: string, value: YamlValue): void {
  const below = top.get(parent)
  if (below instanceof Map) (below as Map<string, YamlValue>).set(key, value)
  else top.set(parent, new Map([[key, value]]))
}

/** undefined: not of the simple kind. */
function parseScalar(source: string): YamlValue | undefined {
  switch (source) {
    case "''":
      return ''
    case '[]':
      return []
    case '{}':
      return new Map()
    case 'null':
    case 'Null':
    case 'NULL':
    case '~':
      return null
  }
  if (plain.test(source)) {
    const isSimple =
      !source.includes(': ') && !source.includes(' #') && !source.endsWith(':') && !source.endsWith(' ')
    return isSimple ? source : undefined
  }
  const single = singleQuoted.exec(source)?.[1]
  return single === undefined ? doubleQuoted.exec(source)?.[1] : single.replaceAll("''", "'")
}
