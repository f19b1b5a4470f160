import './check-node.mjs'
import { join } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { runChild } from './child.mjs'
import { guiCommand, prepareDisplay } from './display.mjs'
import { enter, log, root } from './entry.mjs'
import { findRuntime } from './runtime.mjs'

/** `npm run test:e2e [-- ARGUMENTS]`: the runtime is made first, or it would eat the first test's time-out. */
await enter(async () => {
  await buildIfStale({ root, log })
  const runtime = await findRuntime({ root, log })
  prepareDisplay(log)
  const playwright = join(root, 'node_modules', '.bin', 'playwright')
  const args = [playwright, 'test', ...process.argv.slice(2)]
  const env = { ...runtime.env, APP_ELECTRON: runtime.executable }
  return runChild(guiCommand(process.execPath, args), { cwd: root, env })
})
