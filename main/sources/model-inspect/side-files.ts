import { parseTolerantJson } from '../evidently/tolerant-json'
import { parseYamlMap, toPlain } from '../yaml'
import { isObject } from './facts'
import { HeaderFault, withHeader } from './header-bytes'
import type { ModelFile } from './model-files'

type Json = Readonly<Record<string, unknown>>

const largestSideFile = 8 * 2 ** 20

/** Null for JSON that is no object. Throws HeaderFault. */
export function readJson(file: ModelFile): Json | null {
  const parsed = parseTolerantJson(readText(file))
  if (!parsed.ok) throw new HeaderFault('is not whole JSON; it may still be being written')
  return isObject(parsed.value) ? parsed.value : null
}

export function readYaml(file: ModelFile): Json {
  const map = parseYamlMap(readText(file))
  if (map === null) throw new HeaderFault('is not YAML that Sextant understands')
  return toPlain(map) as Json
}

function readText(file: ModelFile): string {
  const text = withHeader(file.fullPath, (header) => {
    if (header.sizeBytes > largestSideFile) throw new HeaderFault('is larger than a file of its kind can be')
    return new TextDecoder().decode(header.read(0, header.sizeBytes))
  })
  if (text === null) throw new HeaderFault('vanished while it was read')
  return text
}
