import { encodePng } from './png'
import type { PlannedArtifact } from './planned-store'
import type { Random } from './random'
import { evaluationLoss, type TrainingCurve } from './training-curve'

/** What a careful trainer logs beside the weights: a plot, answers that were judged, a model card, a small report. */
export function runDocuments(rank: number, curve: TrainingCurve, random: Random): PlannedArtifact[] {
  return [
    { path: 'plots/eval_loss.png', content: lossPlot(curve) },
    { path: 'evaluation/answers.csv', content: answers(random) },
    { path: 'evaluation/report.html', content: report(curve) },
    { path: 'README.md', content: modelCard(rank, curve) },
  ]
}

const plotWidth = 480
const plotHeight = 270
const grid = [232, 232, 238] as const
const ink = [42, 104, 207] as const

/** The evaluation loss over the steps, drawn as plainly as a plot can be. */
function lossPlot(curve: TrainingCurve): Uint8Array {
  const rgb = new Uint8Array(plotWidth * plotHeight * 3)
  const dot = (x: number, y: number, colour: readonly number[]) => {
    if (x >= 0 && y >= 0 && x < plotWidth && y < plotHeight) rgb.set(colour, (y * plotWidth + x) * 3)
  }
  rgb.fill(255)
  for (let y = 30; y < plotHeight; y += 60) for (let x = 0; x < plotWidth; x++) dot(x, y, grid)
  for (let x = 40; x < plotWidth; x += 80) for (let y = 0; y < plotHeight; y++) dot(x, y, grid)
  const losses = Array.from({ length: plotWidth }, (_, x) =>
    evaluationLoss(curve, 1 + Math.round((x / (plotWidth - 1)) * (curve.totalSteps - 1))),
  )
  const [low, high] = [Math.min(...losses), Math.max(...losses)]
  let before: number | null = null
  for (const [x, loss] of losses.entries()) {
    const y = Math.round(20 + (1 - (loss - low) / Math.max(1e-9, high - low)) * (plotHeight - 40))
    const from = before ?? y
    for (let at = Math.min(from, y); at <= Math.max(from, y); at++) {
      for (const offset of [-1, 0, 1]) dot(x, at + offset, ink)
    }
    before = y
  }
  return encodePng(plotWidth, plotHeight, rgb)
}

const questions = [
  ['How do I reset my password?', 'account'],
  ['The export stops at 80%, why?', 'export'],
  ['Can I use it on two Macs?', 'licence'],
  ['It says “disk is full”, but it is not', 'storage'],
  ['Where is the invoice of March?', 'billing'],
] as const

function answers(random: Random): string {
  const rows = Array.from({ length: 60 }, (_, index) => {
    const [question, topic] = questions[index % questions.length] ?? questions[0]
    const score = random.between(0.55, 0.99)
    return `${index + 1},"${question}",${topic},${score.toFixed(3)},${score > 0.7 ? 'yes' : 'no'},${random.integer(90, 420)}`
  })
  return `id,question,topic,score,accepted,latency_ms\n${rows.join('\n')}\n`
}

function modelCard(rank: number, curve: TrainingCurve): string {
  const loss = evaluationLoss(curve, curve.totalSteps).toFixed(3)
  return `# Support assistant

A LoRA adapter of rank **${rank}** that answers support tickets in two or three sentences.

## Results

| step | evaluation loss |
| ---: | ---: |
| 1 | ${evaluationLoss(curve, 1).toFixed(3)} |
| ${curve.totalSteps} | ${loss} |

## Use

\`\`\`sh
mlx_lm.generate --model mlx-community/Llama-3.2-1B-4bit --adapter-path . --prompt "How do I reset my password?"
\`\`\`

## Limits

- It was trained on *English* tickets only.
- It does not know prices; ask a person.
`
}

function report(curve: TrainingCurve): string {
  const loss = evaluationLoss(curve, curve.totalSteps)
  const bars = questions
    .map(([, topic], index) => {
      const width = Math.round(92 - index * 7 - loss * 4)
      return `<tr><td>${topic}</td><td><div class="bar" style="width:${width}%"></div></td><td>${width}%</td></tr>`
    })
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evaluation</title><style>
body{font:14px/1.5 -apple-system,system-ui,sans-serif;margin:32px;color:#1d1d20}table{border-collapse:collapse;width:100%;max-width:640px}
td{padding:6px 10px;border-bottom:1px solid #e6e6ea}.bar{height:10px;border-radius:5px;background:#2a68cf}</style></head>
<body><h1>Accepted answers by topic</h1><p>Evaluation loss ${loss.toFixed(3)} after ${curve.totalSteps} steps.</p>
<table>${bars}</table></body></html>
`
}

/** mlx-lm writes this beside the adapter (`adapter_config.json`). */
export function adapterConfig(rank: number, curve: TrainingCurve): string {
  const config = {
    adapter_path: 'adapters',
    batch_size: 4,
    fine_tune_type: 'lora',
    iters: curve.totalSteps,
    learning_rate: curve.peakLearningRate,
    lora_parameters: {
      rank,
      dropout: 0,
      scale: 20,
      keys: ['self_attn.q_proj', 'self_attn.v_proj'],
    },
    model: 'mlx-community/Llama-3.2-1B-4bit',
    num_layers: 2,
  }
  return `${JSON.stringify(config, null, 4)}\n`
}
