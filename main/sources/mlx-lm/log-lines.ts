import { createLineDecoder } from '../run-logs/line-decoder'
import type { LogDecoder, RunSink } from '../run-logs/log-format'

const number = String.raw`([-+]?(?:nan|inf|\d[\d,]*\.?\d*(?:e[-+]?\d+)?))`
const iteration = /^\s*Iter (\d+): (.*)$/
/** Names as mlx_lm's own callbacks use them (mlx_lm/tuner/callbacks.py). */
const parts: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`Train loss ${number}`, 'i'), 'train_loss'],
  [new RegExp(`Val loss ${number}`, 'i'), 'val_loss'],
  [new RegExp(`Val took ${number}s`, 'i'), 'val_time'],
  [new RegExp(`Learning Rate ${number}`, 'i'), 'learning_rate'],
  [new RegExp(`It/sec ${number}`, 'i'), 'iterations_per_second'],
  [new RegExp(`Tokens/sec ${number}`, 'i'), 'tokens_per_second'],
  [new RegExp(`Trained Tokens ${number}`, 'i'), 'trained_tokens'],
  [new RegExp(`Peak mem ${number} GB`, 'i'), 'peak_memory'],
]
/** Since 0.32: `  10    2.345 ▼    1,234    12.3k` and `   1    val 2.345    3.45s`. */
const newTrain = new RegExp(String.raw`^\s+(\d+)\s{2,}${number} [▼▲]\s+${number}\s+${number}k\s*$`, 'i')
const newVal = new RegExp(String.raw`^\s+(\d+)\s{2,}val\s+${number}\s+${number}s\s*$`, 'i')
const testLoss = new RegExp(`^Test loss ${number}, Test ppl ${number}`, 'i')
/** Colours of a terminal. */
// eslint-disable-next-line no-control-regex -- an escape is a control character
const escapes = /\u001b\[[0-9;?]*[A-Za-z]/g

/** Newer ones end with the bar of what is done: 0.32 says no word of the weights that it saves last. */
const fullBar = /^train\s+█+\s+100%\s+·\s+([\d,]+)\/\1\s*$/

export function withoutEscapes(text: string): string {
  return text.replace(escapes, '')
}

/** The metrics that a line of mlx_lm tells; null when it tells none. */
export function metricsOf(line: string): { step: number; metrics: [string, number][] } | null {
  const text = withoutEscapes(line)
  const [, step, rest] = iteration.exec(text) ?? []
  if (step !== undefined && rest !== undefined) {
    const metrics = parts.flatMap(([pattern, key]): [string, number][] => {
      const value = pattern.exec(rest)?.[1]
      return value === undefined ? [] : [[key, toNumber(value)]]
    })
    return metrics.length === 0 ? null : { step: Number(step), metrics }
  }
  const [, at, loss, speed, thousands] = newTrain.exec(text) ?? []
  if (at !== undefined && loss !== undefined && speed !== undefined && thousands !== undefined) {
    const metrics: [string, number][] = [
      ['train_loss', toNumber(loss)],
      ['tokens_per_second', toNumber(speed)],
      ['trained_tokens', Math.round(toNumber(thousands) * 1000)],
    ]
    return { step: Number(at), metrics }
  }
  const [, valAt, valLoss, valTime] = newVal.exec(text) ?? []
  if (valAt === undefined || valLoss === undefined || valTime === undefined) return null
  const metrics: [string, number][] = [
    ['val_loss', toNumber(valLoss)],
    ['val_time', toNumber(valTime)],
  ]
  return { step: Number(valAt), metrics }
}

/** The output of `mlx_lm.lora`, among whatever else the file holds. */
export function createMlxLogDecoder(sink: RunSink): LogDecoder {
  let lastStep = 0
  return createLineDecoder({
    line(written) {
      const text = withoutEscapes(written)
      const found = metricsOf(text)
      if (found !== null) {
        lastStep = found.step
        for (const [key, value] of found.metrics) sink.point(key, found.step, NaN, value)
      } else if (text.startsWith('Saved final weights to ') || fullBar.test(text))
        sink.mark({ status: 'FINISHED' })
      else {
        const [, loss, perplexity] = testLoss.exec(text) ?? []
        if (loss === undefined || perplexity === undefined) return
        sink.point('test_loss', lastStep, NaN, toNumber(loss))
        sink.point('test_ppl', lastStep, NaN, toNumber(perplexity))
      }
    },
    overlong() {},
  })
}

function toNumber(text: string): number {
  const bare = text.replaceAll(',', '').toLowerCase()
  if (bare.endsWith('nan')) return NaN
  if (bare.endsWith('inf')) return bare.startsWith('-') ? -Infinity : Infinity
  return Number(bare)
}

const savedTo =
  /Saved (?:final weights|adapter weights|final adapter weights) to (\S+?\.(?:safetensors|npz))(?: and |\.?\s*$)/m

/** The file that a log says the adapter went to, as it was written: relative to where training was started. */
export function savedAdapter(text: string): string | null {
  return savedTo.exec(text)?.[1] ?? null
}
