import { ok } from '../../shared/result'
import type { Handlers } from '../../shared/rpc'
import type { Sampler } from '../hardware/sampler'
import type { SamplerContract } from './contract'

/** Calls that come before the sampler is there wait for it, in their order. */
export function createSamplerHandlers(
  starting: Promise<Pick<Sampler, 'setInterval' | 'pause' | 'resume' | 'dropBaselines' | 'describe'>>,
): Handlers<SamplerContract> {
  return {
    setInterval: async ({ ms }) => {
      const sampler = await starting
      sampler.setInterval(ms)
      return ok(null)
    },
    pause: async ({ isPaused }) => {
      const sampler = await starting
      if (isPaused) sampler.pause()
      else sampler.resume()
      return ok(null)
    },
    wake: async () => {
      const sampler = await starting
      sampler.dropBaselines()
      return ok(null)
    },
    readers: async () => ok((await starting).describe()),
  }
}
