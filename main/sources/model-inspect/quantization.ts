import type { Tensor } from './tensor'

/** How weights were made smaller, as config.json tells it. */
export interface Quantization {
  readonly method: 'mlx' | 'gptq' | 'awq' | 'bitsandbytes' | 'compressed-tensors' | 'other'
  readonly name: string
  readonly bits: number | null
  readonly groupSize: number | null
  /** Group sizes of single layers that differ from the rest (MLX's mixed quantisation), by layer name. */
  readonly layerGroupSizes: ReadonlyMap<string, number>
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const countOf = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 1e6 ? value : null

/**
 * Of MLX (`quantization: {group_size, bits, mode?, "<layer>": {…} | false}`, since mlx-lm 0.1), or of the Hugging Face
 * configs (`quantization_config: {quant_method: gptq | awq | bitsandbytes …}`). MLX writes both keys; the first decides.
 */
export function quantizationOf(config: Json): Quantization | null {
  const own = config['quantization']
  if (isObject(own) && own['quant_method'] === undefined) return mlxQuantization(own)
  const hub = config['quantization_config']
  if (!isObject(hub)) return null
  const named = typeof hub['quant_method'] === 'string' ? hub['quant_method'].toLowerCase() : ''
  if (named === '' && countOf(hub['group_size']) !== null && countOf(hub['bits']) !== null)
    return mlxQuantization(hub)
  if (named === 'compressed-tensors') return compressedTensors(hub)
  const method = named === 'gptq' || named === 'awq' || named === 'bitsandbytes' ? named : ('other' as const)
  const fourBit = hub['load_in_4bit'] === true ? 4 : hub['load_in_8bit'] === true ? 8 : null
  return {
    method,
    name: names[named] ?? (named === '' ? 'Quantised' : named),
    bits: countOf(hub['bits']) ?? countOf(hub['w_bit']) ?? fourBit,
    groupSize: countOf(hub['group_size']) ?? countOf(hub['q_group_size']),
    layerGroupSizes: new Map(),
  }
}

const names: Readonly<Record<string, string>> = {
  gptq: 'GPTQ',
  awq: 'AWQ',
  bitsandbytes: 'bitsandbytes',
  fp8: 'FP8',
  mxfp4: 'MXFP4',
  'compressed-tensors': 'compressed-tensors',
}

/** Widths are said per group of layers, and may differ: then no width holds for all. */
function compressedTensors(hub: Json): Quantization {
  const groups = isObject(hub['config_groups']) ? Object.values(hub['config_groups']) : []
  const weights = groups.map((group) =>
    isObject(group) && isObject(group['weights']) ? group['weights'] : {},
  )
  const only = (key: string) => {
    const counts = new Set(weights.map((each) => countOf(each[key])))
    return counts.size === 1 ? ([...counts][0] ?? null) : null
  }
  const name = 'compressed-tensors'
  const [bits, groupSize] = [only('num_bits'), only('group_size')]
  return { method: name, name, bits, groupSize, layerGroupSizes: new Map() }
}

function mlxQuantization(own: Json): Quantization {
  const layers = Object.entries(own).flatMap(([layer, value]) => {
    const size = isObject(value) ? countOf(value['group_size']) : null
    return size === null ? [] : [[layer, size] as const]
  })
  const mode = typeof own['mode'] === 'string' && own['mode'] !== 'affine' ? `, ${own['mode']}` : ''
  return {
    method: 'mlx',
    name: `MLX${mode}`,
    bits: countOf(own['bits']),
    groupSize: countOf(own['group_size']),
    layerGroupSizes: new Map(layers),
  }
}

/** "4-bit, groups of 64" */
export function describeQuantization({ bits, groupSize, name, method }: Quantization): string {
  const width = bits === null ? name : `${bits}-bit`
  const groups = groupSize === null ? '' : `, groups of ${groupSize}`
  return method === 'mlx' || bits === null ? `${width}${groups}` : `${width} ${name}${groups}`
}

/**
 * Parameters of the model as it was before packing. MLX keeps one scale (and bias) per group of `group_size` weights,
 * so scales × group size is the number of weights, whatever the bits; GPTQ and AWQ pack 32 / bits weights into each
 * I32 of `qweight`; bitsandbytes' 4 bits and MXFP4's `_blocks` put two weights into a byte; compressed-tensors fills each
 * element of `weight_packed` with as many whole weights as fit. Null when packed weights cannot be unpacked, for want of
 * a config or because the method is not known.
 */
export function logicalParameters(
  tensors: readonly Tensor[],
  quantization: Quantization | null,
): number | null {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  let sum = 0
  for (const tensor of tensors) {
    const counted = weightsIn(tensor, byName, quantization)
    if (counted === null) return null
    sum += counted
  }
  return Number.isSafeInteger(sum) ? sum : null
}

type Beside = (other: string) => Tensor | undefined

function weightsIn(
  tensor: Tensor,
  byName: ReadonlyMap<string, Tensor>,
  quantization: Quantization | null,
): number | null {
  const { name, dtype, elementCount } = tensor
  const dot = name.lastIndexOf('.')
  const [base, leaf] = [name.slice(0, Math.max(0, dot)), name.slice(dot + 1)]
  const beside: Beside = (other) => byName.get(base === '' ? other : `${base}.${other}`)
  if (isBesideWeights(name, leaf, beside, quantization)) return 0
  if (leaf === 'weight' && dtype === 'U32' && beside('scales') !== undefined) {
    const size = quantization?.layerGroupSizes.get(base) ?? quantization?.groupSize ?? null
    return size === null ? null : (beside('scales')?.elementCount ?? 0) * size
  }
  if (leaf === 'qweight' && dtype === 'I32') {
    return quantization?.bits == null ? null : Math.round((elementCount * 32) / quantization.bits)
  }
  if (leaf === 'weight' && dtype === 'U8' && beside('weight.absmax') !== undefined) return elementCount * 2
  if (dtype === 'U8' && leaf.endsWith('_blocks') && beside(scalesOf(leaf)) !== undefined)
    return elementCount * 2
  const width = integerBits[dtype]
  if (leaf === 'weight_packed' && width !== undefined) {
    return quantization?.bits == null ? null : elementCount * Math.floor(width / quantization.bits)
  }
  return isPackedUnknown(tensor, quantization) ? null : elementCount
}

const scalesOf = (leaf: string) => leaf.replace(/_blocks$/, '_scales')

/** Scales, zero points and the like: what turns packed numbers into weights again, no weights themselves. */
function isBesideWeights(
  name: string,
  leaf: string,
  beside: Beside,
  quantization: Quantization | null,
): boolean {
  if (['scales', 'biases'].includes(leaf) && beside('weight')?.dtype === 'U32') return true
  if (['qzeros', 'scales', 'g_idx'].includes(leaf) && beside('qweight') !== undefined) return true
  if (leaf.endsWith('_scales') && beside(leaf.replace(/_scales$/, '_blocks'))?.dtype === 'U8') return true
  if (['SCB', 'weight_format'].includes(leaf) && beside('weight')?.dtype === 'I8') return true
  const isScale =
    /^(?:(?:weight|input|output|[kqv])_(?:global_)?(?:scale|zero_point)(?:_inv|_2)?|weight_(?:shape|g_idx))$/
  if (quantization !== null && isScale.test(leaf)) return true
  return /\.weight\.(?:absmax|quant_map|nested_absmax|nested_quant_map|quant_state\..+)$/.test(name)
}

const integerBits: Readonly<Record<string, number>> = { U8: 8, I8: 8, U16: 16, I16: 16, I32: 32, U32: 32 }

/** With a method that is not known here, a table of integers holds who knows how many weights each, but whole bytes of 8 bits. */
function isPackedUnknown({ dtype, shape }: Tensor, quantization: Quantization | null): boolean {
  if (quantization?.method !== 'other' && quantization?.method !== 'compressed-tensors') return false
  const width = integerBits[dtype]
  return width !== undefined && shape.length > 1 && width !== quantization.bits
}

/** The dtype that holds most of the unpacked weights: `BF16`; with a quantisation, its description instead. */
export function precisionOf(tensors: readonly Tensor[], quantization: Quantization | null): string | null {
  if (quantization !== null) return describeQuantization(quantization)
  const elements = new Map<string, number>()
  for (const { dtype, elementCount } of tensors)
    elements.set(dtype, (elements.get(dtype) ?? 0) + elementCount)
  const [most] = [...elements].sort((a, b) => b[1] - a[1])
  return most?.[0] ?? null
}
