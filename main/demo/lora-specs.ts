import type { PlannedDataset } from './planned-store'

/** Base models people fine-tune on a laptop, with losses and speeds of the size seen with mlx-lm. */
export const bases = {
  'llama-3.2-1b': {
    hub: 'mlx-community/Llama-3.2-1B-Instruct-4bit',
    loss: 2.31,
    floor: 1.12,
    tokensPerSecond: 1180,
    memoryGb: 4.2,
  },
  'qwen2.5-0.5b': {
    hub: 'mlx-community/Qwen2.5-0.5B-Instruct-4bit',
    loss: 2.64,
    floor: 1.38,
    tokensPerSecond: 2350,
    memoryGb: 2.6,
  },
  'mistral-7b': {
    hub: 'mlx-community/Mistral-7B-Instruct-v0.3-4bit',
    loss: 1.92,
    floor: 0.94,
    tokensPerSecond: 246,
    memoryGb: 11.8,
  },
} as const

export const loraDatasets = {
  alpaca: { name: 'alpaca-cleaned', digest: '7c1f90ab', uri: 'data/alpaca-cleaned.jsonl', rowCount: 51_760 },
  // PyYAML writes such a digest without quotes, and a YAML 1.2 reader takes it for a number.
  tickets: {
    name: 'support-tickets',
    digest: '41e07936',
    uri: 'data/support-tickets.jsonl',
    rowCount: 8_412,
  },
} as const satisfies Record<string, PlannedDataset>

export type Fate = 'completes' | 'overfits' | 'diverges' | 'fails' | 'killed' | 'sweep'

export interface LoraSpec {
  readonly base: keyof typeof bases
  readonly rank: number
  readonly learningRate: number
  readonly steps: number
  readonly dataset: keyof typeof loraDatasets
  readonly fate: Fate
  readonly description: string
}

type Row = readonly [LoraSpec['base'], number, number, number, LoraSpec['dataset'], Fate, string]

/** Ten days of one person, oldest first: base, rank, learning rate, steps, data, what becomes of it, note. */
const rows: readonly Row[] = [
  ['qwen2.5-0.5b', 8, 1e-4, 600, 'alpaca', 'completes', 'First try on the small model.'],
  ['qwen2.5-0.5b', 8, 2e-4, 600, 'alpaca', 'completes', 'Twice the learning rate.'],
  ['qwen2.5-0.5b', 16, 2e-4, 900, 'alpaca', 'completes', 'More capacity, longer.'],
  ['llama-3.2-1b', 8, 1e-4, 800, 'alpaca', 'completes', 'Baseline for Llama 1B.'],
  ['llama-3.2-1b', 16, 2e-4, 800, 'alpaca', 'completes', 'Settings that worked for Qwen.'],
  ['llama-3.2-1b', 32, 1e-2, 800, 'alpaca', 'diverges', 'Learning rate mistyped: 1e-2 instead of 1e-4.'],
  ['llama-3.2-1b', 32, 1e-4, 800, 'alpaca', 'completes', 'The same with the right learning rate.'],
  ['llama-3.2-1b', 16, 2e-4, 500, 'alpaca', 'sweep', 'Sweep over the LoRA rank; every rank is a child run.'],
  ['mistral-7b', 16, 1e-4, 400, 'alpaca', 'fails', 'Does batch size 8 fit into 36 GB?'],
  ['mistral-7b', 8, 1e-4, 500, 'alpaca', 'completes', 'Batch size 1, gradients of 8 batches.'],
  ['llama-3.2-1b', 16, 2e-4, 1200, 'tickets', 'overfits', 'Our own tickets: little data, many epochs.'],
  ['llama-3.2-1b', 16, 1e-4, 700, 'tickets', 'completes', 'Fewer epochs, dropout 0.1.'],
  ['mistral-7b', 16, 1e-4, 600, 'tickets', 'killed', 'Stopped by hand: too slow for the evening.'],
  ['llama-3.2-1b', 32, 5e-5, 900, 'tickets', 'completes', 'Gentle and long.'],
  ['qwen2.5-0.5b', 32, 2e-4, 900, 'tickets', 'completes', 'Can the small one keep up?'],
  ['llama-3.2-1b', 64, 1e-4, 900, 'tickets', 'completes', 'High rank, to see what is left to gain.'],
  ['llama-3.2-1b', 16, 1.5e-4, 900, 'tickets', 'completes', 'Between the two best so far.'],
]

export const loraSpecs: readonly LoraSpec[] = rows.map(
  ([base, rank, learningRate, steps, dataset, fate, description]) => ({
    base,
    rank,
    learningRate,
    steps,
    dataset,
    fate,
    description,
  }),
)

export const sweepRanks = [4, 8, 16, 32, 64, 128]

/** Six hours at a step a second, of which two have passed. */
export const runningSpec: LoraSpec = {
  base: 'llama-3.2-1b',
  rank: 16,
  learningRate: 1.5e-4,
  steps: 21_600,
  dataset: 'alpaca',
  fate: 'completes',
  description: 'Full pass over the cleaned data with the best settings.',
}
export const runningForMs = 2 * 3_600_000
