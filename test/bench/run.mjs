import '../../main/launch/check-node.mjs'
import { join } from 'node:path'
import { buildIfStale } from '../../main/launch/build-if-stale.mjs'
import { runChild } from '../../main/launch/child.mjs'
import { guiCommand, prepareDisplay } from '../../main/launch/display.mjs'
import { enter, log, root } from '../../main/launch/entry.mjs'
import { findRuntime } from '../../main/launch/runtime.mjs'

/** `npm run bench [-- NAME…]`: measurements against a peer or a physical floor in the same run; they fail no build. */
await enter(async () => {
  await buildIfStale({ root, log })
  const runtime = await findRuntime({ root, log })
  prepareDisplay(log)
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join(root, 'test', 'bench', 'vitest.config.ts')
  const args = [vitest, 'run', '--config', config, ...process.argv.slice(2)]
  const env = { ...runtime.env, APP_ELECTRON: runtime.executable }
  return runChild(guiCommand(process.execPath, args), { cwd: root, env })
})
