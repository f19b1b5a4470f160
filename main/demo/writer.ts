import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../shared/clock'
import type { Disposable } from '../../shared/lifecycle'
import { metricLine, runMeta } from './file-store'
import type { DemoInfo } from './generate'
import { pointsAtStep } from './training-curve'

const tickMs = 1000

interface DemoWriterOptions {
  readonly info: DemoInfo
  readonly clock: Clock
}

/**
 * Lets the running training of the demo go on: a step a second, each value appended in one write as MLflow does,
 * until its last step, when the run is closed as MLflow would. `dispose` stops it and waits for what is under way.
 */
export function createDemoWriter({ info, clock }: DemoWriterOptions): Disposable {
  const { running } = info
  let step = running.nextStep
  let underWay: Promise<void> | null = null

  const advance = async (): Promise<void> => {
    try {
      if (step > running.curve.totalSteps) {
        timer.dispose()
        await finish(info, clock.now())
        return
      }
      await appendStep(info, step, clock.now())
      step += 1
    } catch {
      // The temporary folder was removed under a running demo: nothing is left to keep alive.
      timer.dispose()
    }
  }
  const timer = clock.every(tickMs, () => {
    // A slow disk makes the training slower, not the queue longer.
    underWay ??= advance().finally(() => {
      underWay = null
    })
  })
  return {
    async dispose() {
      timer.dispose()
      await underWay
    },
  }
}

async function appendStep({ running }: DemoInfo, step: number, now: number): Promise<void> {
  for (const point of pointsAtStep(running.curve, step, now)) {
    await appendFile(join(running.folder, 'metrics', point.key), metricLine(point), { flag: 'a' })
  }
}

async function finish({ running, repoRoot }: DemoInfo, now: number): Promise<void> {
  const closed = { ...running, status: 'FINISHED', endTime: now } as const
  await writeFile(join(running.folder, 'meta.yaml'), runMeta(closed, running.experimentId, repoRoot))
}
