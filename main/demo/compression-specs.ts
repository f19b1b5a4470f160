export interface CompressedBase {
  readonly hub: string
  readonly layers: number
  readonly sizeMb: number
  readonly inferenceSeconds: number
  readonly tokensPerSecond: number
  readonly perplexity: number
}

/** Half-precision models before compression; measures of the size seen on an M3 Max. */
export const compressedBases = {
  'llama-3.2-1b': {
    hub: 'mlx-community/Llama-3.2-1B-Instruct-bf16',
    layers: 16,
    sizeMb: 2471.6,
    inferenceSeconds: 1.94,
    tokensPerSecond: 132,
    perplexity: 11.82,
  },
  'qwen2.5-0.5b': {
    hub: 'mlx-community/Qwen2.5-0.5B-Instruct-bf16',
    layers: 24,
    sizeMb: 988.1,
    inferenceSeconds: 1.08,
    tokensPerSecond: 238,
    perplexity: 14.37,
  },
} as const satisfies Record<string, CompressedBase>

export interface CompressionSpec {
  readonly base: keyof typeof compressedBases
  readonly method: 'quantization' | 'pruning' | 'distillation'
  /** 16: not quantized. */
  readonly bits: number
  /** Share of weights that are zero, 0..1. */
  readonly sparsity: number
  readonly description: string
}

const quantized = (base: CompressionSpec['base'], bits: number, description: string): CompressionSpec => ({
  base,
  method: 'quantization',
  bits,
  sparsity: 0,
  description,
})
const pruned = (base: CompressionSpec['base'], sparsity: number, description: string): CompressionSpec => ({
  base,
  method: 'pruning',
  bits: 16,
  sparsity,
  description,
})

/** Oldest first. */
export const compressionSpecs: readonly CompressionSpec[] = [
  quantized('llama-3.2-1b', 8, 'Safe start.'),
  quantized('llama-3.2-1b', 6, 'Between safe and small.'),
  quantized('llama-3.2-1b', 4, 'What everybody ships.'),
  quantized('llama-3.2-1b', 3, 'Where does it break?'),
  quantized('llama-3.2-1b', 2, 'It broke at 3 already; for the curve.'),
  pruned('llama-3.2-1b', 0.2, 'Magnitude pruning, careful.'),
  pruned('llama-3.2-1b', 0.4, 'Twice as much.'),
  pruned('llama-3.2-1b', 0.6, 'Beyond the knee.'),
  quantized('qwen2.5-0.5b', 8, 'The same series for the small model.'),
  quantized('qwen2.5-0.5b', 4, 'Small model, 4 bits.'),
  quantized('qwen2.5-0.5b', 3, 'Small models suffer more.'),
  pruned('qwen2.5-0.5b', 0.2, 'Careful.'),
  pruned('qwen2.5-0.5b', 0.5, 'Half of the weights.'),
]

export interface Outcome {
  /** Original size divided by the new size. */
  readonly ratio: number
  readonly speedup: number
  /** Relative growth of the perplexity. */
  readonly lossGrowth: number
  /** Bits per weight, or the share of zeros. */
  readonly achieved: number
}

/** Quantized groups of 64 carry a half-precision scale and bias each: half a bit per weight on top. */
export function outcomeOf(spec: CompressionSpec): Outcome {
  const fragility = spec.base === 'qwen2.5-0.5b' ? 1.6 : 1
  if (spec.method === 'distillation') return { ratio: 1.48, speedup: 1.55, lossGrowth: 0.11, achieved: 16 }
  if (spec.method === 'pruning') {
    const { sparsity } = spec
    const lossGrowth = fragility * (0.03 * sparsity + 1.9 * sparsity ** 4.5)
    return {
      ratio: 1 / (1 - 0.85 * sparsity),
      speedup: 1 + 0.18 * sparsity,
      lossGrowth,
      achieved: sparsity - 0.002,
    }
  }
  const achieved = spec.bits + 0.5
  const lossGrowth = fragility * 0.62 * 4 ** (2 - spec.bits) * (spec.bits <= 3 ? 1.7 : 1)
  return { ratio: 16 / achieved, speedup: (16 / achieved) ** 0.78, lossGrowth, achieved }
}
