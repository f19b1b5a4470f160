import { expect, it } from 'vitest'
import { createHardwareDesk } from '../../../../main/engine/hardware-desk'
import { keepSampler } from '../../../../main/engine/keep-sampler'
import { createSampler, type Sampler } from '../../../../main/hardware/sampler'
import { samplerContract, type SamplerContract } from '../../../../main/threads/contract'
import { createSamplerHandlers } from '../../../../main/threads/sampler-handlers'
import { defaultSettings } from '../../../../shared/model/settings'
import type { HardwareSample, MachineInfo } from '../../../../shared/model/hardware'
import { bridgeOverPort, servePort } from '../../../../shared/port-rpc'
import { ok } from '../../../../shared/result'
import { createClient } from '../../../../shared/rpc'
import { createFakeClock } from '../../../support/fake-clock'
import { memoryPorts } from '../../../support/memory-ports'

/** The real sampler, without a sensor, behind its port; `start` is when its sensors have been looked for. */
function make() {
  const clock = createFakeClock()
  const samples: HardwareSample[] = []
  let start: (sampler: Sampler) => void = () => {}
  const starting = new Promise<Sampler>((resolve) => {
    start = resolve
  })
  const { near, far } = memoryPorts()
  servePort(far, samplerContract, createSamplerHandlers(starting))
  return {
    clock,
    samples,
    client: createClient<SamplerContract>(bridgeOverPort(near)),
    start: () =>
      start(
        createSampler({
          readers: [],
          clock,
          intervalMs: 1_000,
          onSample: (sample) => samples.push(sample),
          log: () => {},
        }),
      ),
  }
}

it('does what it was asked for while its sensors were still looked for, in that order', async () => {
  const { client, clock, samples, start } = make()
  const asked = [
    client.call('pause', { isPaused: true }),
    client.call('pause', { isPaused: false }),
    client.call('setInterval', { ms: 10_000 }),
    client.call('readers', null),
  ]
  start()
  expect(await Promise.all(asked)).toEqual([ok(null), ok(null), ok(null), ok([])])
  clock.advance(1_000)
  const first = samples.length
  for (let second = 0; second < 60; second++) clock.advance(1_000)
  expect(samples.length - first).toBe(6)
})

it('stays paused after it had to be started anew', async () => {
  const hardware = createHardwareDesk()
  const settings = { current: () => defaultSettings, onChange: () => () => {} }
  let onReady = () => {}
  let sampler = make()
  keepSampler(
    {
      setInterval: (ms) => void sampler.client.call('setInterval', { ms }),
      pause: (isPaused) => void sampler.client.call('pause', { isPaused }),
      onReady: (run) => {
        onReady = () => {
          hardware.setMachine({} as MachineInfo, [])
          run()
        }
      },
    },
    hardware,
    settings,
  )
  sampler.start()
  onReady()
  await sampler.client.call('pause', { isPaused: true })
  hardware.setPaused(true)

  sampler = make()
  sampler.start()
  onReady()
  await sampler.client.call('readers', null)
  for (let second = 0; second < 60; second++) sampler.clock.advance(1_000)
  expect(sampler.samples.length).toBeLessThanOrEqual(1)
})
