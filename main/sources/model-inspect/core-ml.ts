import type { InspectionSection } from '../../../shared/model/model-inspection'
import { isObject } from './facts'
import { HeaderFault, type HeaderBytes } from './header-bytes'
import { protobufFields, type ProtobufField } from './protobuf'

type Json = Readonly<Record<string, unknown>>

/** Where a package's specification lies, from its Manifest.json; null when the manifest names none. */
export function specificationPath(manifest: Json): string | null {
  const items = isObject(manifest['itemInfoEntries']) ? manifest['itemInfoEntries'] : {}
  const root = manifest['rootModelIdentifier']
  const item = typeof root === 'string' && Object.hasOwn(items, root) ? items[root] : null
  const path = isObject(item) ? item['path'] : null
  const isPlain = typeof path === 'string' && !path.split('/').includes('..') && !path.startsWith('/')
  return isPlain ? `Data/${path}` : null
}

/** Kinds of model by field number of the specification's oneof (apple/coremltools, `mlmodel/format/Model.proto`). */
const modelTypes: Readonly<Record<number, string>> = {
  200: 'Pipeline classifier',
  201: 'Pipeline regressor',
  202: 'Pipeline',
  300: 'Generalised linear regressor',
  301: 'Support vector regressor',
  302: 'Tree ensemble regressor',
  303: 'Neural network regressor',
  400: 'Generalised linear classifier',
  401: 'Support vector classifier',
  402: 'Tree ensemble classifier',
  403: 'Neural network classifier',
  404: 'Nearest neighbours classifier',
  500: 'Neural network',
  501: 'Item similarity recommender',
  502: 'ML program',
  555: 'Custom model',
  560: 'Linked model',
}

/** Core ML's specification versions and the macOS that first ran them. */
const systems: Readonly<Record<number, string>> = {
  1: 'macOS 10.13',
  2: 'macOS 10.13.2',
  3: 'macOS 10.14',
  4: 'macOS 10.15',
  5: 'macOS 11',
  6: 'macOS 12',
  7: 'macOS 13',
  8: 'macOS 14',
  9: 'macOS 15',
  10: 'macOS 26',
}

const longestText = 64 * 1024

/**
 * What the specification's description says: inputs and outputs, author, licence, version, and the kind of model. The
 * weights, which come after it or lie in another file, are passed over. Throws HeaderFault.
 */
export function coreMlSections(header: HeaderBytes): InspectionSection[] {
  const facts: { label: string; text: string }[] = []
  const add = (label: string, text: string | null) => {
    if (text !== null && text !== '') facts.push({ label, text })
  }
  for (const field of protobufFields(header, 0, header.sizeBytes)) {
    if (field.number === 1 && field.value !== null) {
      const version = Number(field.value)
      const system = systems[version]
      add('Specification', system === undefined ? String(version) : `${version} (${system} or later)`)
    } else if (field.number === 2 && field.value === null) describe(header, field, add)
    else add('Kind', modelTypes[field.number] ?? null)
  }
  if (facts.length === 0) throw new HeaderFault('is not a Core ML specification')
  return [{ title: 'Core ML', facts }]
}

type Add = (label: string, text: string | null) => void

/** ModelDescription: 1 input, 10 output, 11 predicted feature, 100 metadata. */
function describe(header: HeaderBytes, { from, length }: ProtobufField, add: Add): void {
  const inputs: string[] = []
  const outputs: string[] = []
  for (const field of protobufFields(header, from, from + length)) {
    if (field.number === 1) inputs.push(featureName(header, field))
    else if (field.number === 10) outputs.push(featureName(header, field))
    else if (field.number === 100) metadata(header, field, add)
  }
  add('Inputs', inputs.join(', '))
  add('Outputs', outputs.join(', '))
}

function featureName(header: HeaderBytes, { from, length }: ProtobufField): string {
  for (const field of protobufFields(header, from, from + length))
    if (field.number === 1) return textOf(header, field)
  return '?'
}

/** Metadata: 1 short description, 2 version, 3 author, 4 licence, 100 what the author added (a map). */
function metadata(header: HeaderBytes, { from, length }: ProtobufField, add: Add): void {
  const labels: Readonly<Record<number, string>> = {
    1: 'Description',
    2: 'Version',
    3: 'Author',
    4: 'Licence',
  }
  for (const field of protobufFields(header, from, from + length)) {
    const label = labels[field.number]
    if (label !== undefined) add(label, textOf(header, field))
    if (field.number !== 100) continue
    const [key, value] = [...protobufFields(header, field.from, field.from + field.length)]
    if (key !== undefined && value !== undefined) add(textOf(header, key), textOf(header, value))
  }
}

function textOf(header: HeaderBytes, { from, length, value }: ProtobufField): string {
  if (value !== null) return String(value)
  return new TextDecoder().decode(header.read(from, Math.min(length, longestText)))
}
