import type { Settings } from '../../shared/model/settings'
import type { HardwareDesk } from './hardware-desk'
import { samplePace } from './sample-pace'

export interface SamplerPort {
  setInterval(ms: number): void
  pause(isPaused: boolean): void
  /** It has found its sensors: after the start, and again after it had to be started anew. */
  onReady(run: () => void): void
}

interface PaceSettings {
  current(): Settings
  onChange(listen: (settings: Settings) => void): () => void
}

/** The sampler is told its pace when it changes; and again, with its pause, after it had to be started anew. */
export function keepSampler(
  sampler: SamplerPort,
  hardware: Pick<HardwareDesk, 'state' | 'onChange'>,
  settings: PaceSettings,
): () => void {
  let told = settings.current().sampleIntervalMs
  const tell = () => {
    const ms = samplePace(settings.current(), hardware.state().sample)
    if (ms === told) return
    told = ms
    sampler.setInterval(ms)
  }
  const stops = [hardware.onChange(tell), settings.onChange(tell)]
  sampler.onReady(() => {
    told = NaN
    tell()
    if (hardware.state().isPaused) sampler.pause(true)
  })
  return () => {
    for (const stop of stops) stop()
  }
}
