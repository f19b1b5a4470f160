import type { AppError } from '../../../shared/result'
import { parseYamlMap, toPlain, type YamlValue } from '../yaml'
import type { LogDecoder, LogFile, RunSink } from './log-format'
import { flatten, isJsonObject, jsonText, parsePythonJson } from './python-json'

/** Beside a log: hparams.yaml of Lightning, args.yaml of Ultralytics, and what people call them themselves. */
const paramFile = /^(?:hparams|args|params|config|training_args)\.(?:ya?ml|json)$/i

export function isParamFile(name: string): boolean {
  return paramFile.test(name)
}

export function paramFiles(folder: string, names: readonly string[]): LogFile[] {
  return names
    .filter(isParamFile)
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, role: 'params', mode: 'whole' }))
}

const mostParams = 2_000
const largestBytes = 2 ** 20

/** A file of parameters, nested keys as `a/b`. One that is no mapping is left out with a sentence. */
export function createParamDecoder(path: string, sink: RunSink): LogDecoder {
  let fault: AppError | null = null
  return {
    read(bytes) {
      const map = bytes.length > largestBytes ? null : parse(path, bytes.toString('utf8'))
      fault =
        map === null
          ? { code: 'corrupt', message: `${path} holds no parameters that could be read; it is left out.` }
          : null
      let left = mostParams
      if (map !== null) flatten(map, (key, value) => left-- > 0 && sink.param(key, jsonText(value)))
      return bytes.length
    },
    get fault() {
      return fault
    },
  }
}

function parse(path: string, text: string): Readonly<Record<string, unknown>> | null {
  if (/json$/i.test(path)) {
    const value = parsePythonJson(text)
    return isJsonObject(value) ? value : null
  }
  if (text.trim() === '' || text.trim() === '{}') return {}
  const map = parseYamlMap(text)
  if (map === null) return null
  return Object.fromEntries([...map].map(([key, value]) => [key, typed(value)]))
}

/** A list is shown as JSON: what stands in it without quotes stays so. Alone, a value is the text that it is. */
function typed(value: YamlValue, isInList = false): unknown {
  if (Array.isArray(value)) return (value as readonly YamlValue[]).map((item) => typed(item, true))
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, YamlValue>)]
    return Object.fromEntries(entries.map(([key, item]) => [key, typed(item, isInList)]))
  }
  if (!isInList || value === null) return toPlain(value)
  if (value === 'true' || value === 'false') return value === 'true'
  return String(Number(value)) === value ? Number(value) : value
}
