import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DemoInfo } from '../../../../main/demo/generate'
import { createDemoWriter } from '../../../../main/demo/writer'
import { createFakeClock, type FakeClock } from '../../../support/fake-clock'

const runId = '0123456789abcdef0123456789abcdef'
let repoRoot: string
let clock: FakeClock

beforeEach(() => {
  repoRoot = mkdtempSync(join(tmpdir(), 'demo-writer-'))
  clock = createFakeClock()
  const metrics = join(repoRoot, 'mlruns/1', runId, 'metrics')
  mkdirSync(join(metrics, 'system'), { recursive: true })
  for (const key of ['train_loss', 'learning_rate'])
    writeFileSync(join(metrics, key), '1700000000000 1.5 10\n')
})
afterEach(() => rmSync(repoRoot, { recursive: true, force: true }))

function demo(nextStep: number, totalSteps: number): DemoInfo {
  const folder = join(repoRoot, 'mlruns/1', runId)
  return {
    repoRoot,
    fileStore: join(repoRoot, 'mlruns'),
    database: join(repoRoot, 'mlflow.db'),
    projects: [],
    runCount: 1,
    busy: [],
    running: {
      runId,
      experimentId: '1',
      name: 'live',
      startTime: 1_700_000_000_000,
      folder,
      nextStep,
      curve: {
        seed: 3,
        totalSteps,
        secondsPerStep: 1,
        reportEverySteps: 1,
        evaluateEverySteps: 50,
        sampleMachineEverySteps: 12,
        startLoss: 2,
        floorLoss: 1,
        peakLearningRate: 1e-4,
        warmupSteps: 5,
        tokensPerSecond: 500,
        modelMemoryGb: 4,
        overfitsFromStep: null,
        divergesAtStep: null,
      },
    },
  }
}

function linesOf(key: string): string[] {
  return readFileSync(join(repoRoot, 'mlruns/1', runId, 'metrics', key), 'utf8')
    .split('\n')
    .slice(0, -1)
}

describe('createDemoWriter', () => {
  it('appends one step a second and leaves what was there', async () => {
    const writer = createDemoWriter({ info: demo(11, 100), clock })
    for (const expected of [2, 3]) {
      clock.advance(1000)
      await vi.waitFor(() => expect(linesOf('peak_memory_gb')).toHaveLength(expected - 1))
    }
    await writer.dispose()
    const lines = linesOf('train_loss')
    expect(lines[0]).toBe('1700000000000 1.5 10')
    expect(lines.slice(1).map((line) => line.split(' ')[2])).toEqual(['11', '12'])
    expect(Number(lines[2]!.split(' ')[0])).toBe(clock.now())
    // Step 12 is also the first sample of the machine.
    expect(linesOf('system/cpu_utilization_percentage')).toHaveLength(1)
    expect(linesOf('apple_silicon_thermal_state')).toHaveLength(1)
  })

  it('finishes what is under way when it is disposed, then never writes again', async () => {
    const writer = createDemoWriter({ info: demo(11, 100), clock })
    clock.advance(1000)
    await writer.dispose()
    expect(linesOf('peak_memory_gb')).toHaveLength(1)
    clock.advance(60_000)
    await writer.dispose()
    expect(linesOf('peak_memory_gb')).toHaveLength(1)
  })

  it('closes the run after its last step', async () => {
    const writer = createDemoWriter({ info: demo(100, 100), clock })
    clock.advance(1000)
    await vi.waitFor(() => expect(linesOf('peak_memory_gb')).toHaveLength(1))
    clock.advance(1000)
    const meta = join(repoRoot, 'mlruns/1', runId, 'meta.yaml')
    await vi.waitFor(() => expect(readFileSync(meta, 'utf8')).toContain('status: 3\n'))
    expect(readFileSync(meta, 'utf8')).toContain(`end_time: ${clock.now()}\n`)
    await writer.dispose()
  })

  it('stops without a word when the folder is gone, and does not make it again', async () => {
    const writer = createDemoWriter({ info: demo(11, 100), clock })
    rmSync(join(repoRoot, 'mlruns'), { recursive: true })
    clock.advance(5000)
    await writer.dispose()
    expect(readdirSync(repoRoot)).toEqual([])
  })
})
