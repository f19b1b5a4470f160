import { systemClock } from '../../shared/clock'
import { createSource } from '../sources/create-source'
import { discover } from '../sources/discovery/discover'
import { createRunner } from '../sources/runner'
import { createServices } from '../sources/services'
import { openReadonly } from '../store/sqlite-binding'
import type { WarmUpOptions } from './warm-up'

/** A runner as the users' stores have, apart from theirs: it says nothing, remembers nothing and watches nothing. */
export function createWarmUpRunner(temporaryFolder: string): WarmUpOptions['createRunner'] {
  const log = () => {}
  const services = createServices({ clock: systemClock, log })
  return (parts) =>
    createRunner({
      ...parts,
      clock: systemClock,
      discover: (root) => discover(root, services),
      settleIdentities: (specs) => Promise.resolve({ specs, moves: [], missing: [] }),
      createSource: (spec) => createSource(spec, { services, openReadonly, temporaryFolder }),
      onMoved: () => {},
      log,
    })
}
