import type { PlannedArtifact, PlannedModel, PlannedRun } from './planned-store'
import { createRandom, type Random } from './random'
import { adapterConfig, runDocuments } from './run-documents'
import { encodeSafetensors, type Tensor } from './safetensors'
import { evaluationLoss, type TrainingCurve } from './training-curve'

const checkpointFolder = 'checkpoints/best_model'

/** The folder that the toolkit's LoRA trainer logs: its state and the adapter's weights. */
export function checkpointArtifacts(rank: number, curve: TrainingCurve, random: Random): PlannedArtifact[] {
  const evalLoss = Math.fround(evaluationLoss(curve, curve.totalSteps))
  const state = {
    epoch: 3,
    global_step: curve.totalSteps,
    best_metric: evalLoss,
    best_epoch: 3,
    eval_loss: evalLoss,
    learning_rate: curve.peakLearningRate * 0.1,
    peak_memory_mb: Math.round(curve.modelMemoryGb * 1.12 * 1024),
    total_train_time: curve.totalSteps * curve.secondsPerStep,
  }
  return [
    { path: `${checkpointFolder}/training_state.json`, content: `${JSON.stringify(state, null, 2)}\n` },
    {
      path: `${checkpointFolder}/adapters.safetensors`,
      content: adapterWeights(rank, random.integer(1, 2 ** 31)),
    },
    { path: `${checkpointFolder}/adapter_config.json`, content: adapterConfig(rank, curve) },
    // From a seed of their own, so that what is drawn after them stays as it was.
    ...runDocuments(rank, curve, createRandom(curve.seed)),
  ]
}

/** Real tensors under the names mlx-lm gives them, with a hidden size of 16 so that the demo stays small. */
export function adapterWeights(rank: number, seed: number): Uint8Array {
  const random = createRandom(seed)
  const hidden = 16
  const tensor = (name: string, shape: readonly [number, number]): Tensor => ({
    name,
    shape,
    values: Float32Array.from({ length: shape[0] * shape[1] }, () => random.between(-0.05, 0.05)),
  })
  const tensors = [0, 1].flatMap((layer) =>
    ['q_proj', 'v_proj'].flatMap((projection) => {
      const prefix = `model.layers.${layer}.self_attn.${projection}`
      return [tensor(`${prefix}.lora_a`, [hidden, rank]), tensor(`${prefix}.lora_b`, [rank, hidden])]
    }),
  )
  return encodeSafetensors(tensors, { format: 'mlx', lora_rank: String(rank) })
}

/** The three latest Llama runs on the tickets, as versions; the one with the lowest loss is the champion. */
export function registeredAdapter(runs: readonly PlannedRun[]): PlannedModel {
  const isCandidate = (run: PlannedRun) => run.artifacts.length > 0 && run.name.startsWith('llama')
  const kept = runs.filter((run) => isCandidate(run) && run.dataset?.name === 'support-tickets').slice(-3)
  const losses = kept.map(lastEvaluationLoss)
  const champion = losses.indexOf(Math.min(...losses)) + 1
  return {
    name: 'support-assistant-lora',
    description: 'LoRA adapter that answers our support tickets.',
    tags: [
      ['project', 'lora-finetuning-mlx'],
      ['framework', 'mlx'],
    ],
    aliases: [
      ['champion', champion],
      ['latest-trained', kept.length],
    ],
    versions: kept.map((run, index) => ({
      run,
      artifactPath: checkpointFolder,
      description: `${run.name}, evaluation loss ${(losses[index] ?? NaN).toFixed(3)}`,
      tags: [['eval_loss', (losses[index] ?? NaN).toFixed(4)]],
    })),
  }
}

function lastEvaluationLoss(run: PlannedRun): number {
  return run.points.findLast((point) => point.key === 'eval_loss')?.value ?? NaN
}
