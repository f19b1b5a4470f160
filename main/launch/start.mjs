import './check-node.mjs'
import { buildIfStale } from './build-if-stale.mjs'
import { runChild } from './child.mjs'
import { guiCommand, prepareDisplay, sandboxFlags } from './display.mjs'
import { enter, log, root } from './entry.mjs'
import { findRuntime } from './runtime.mjs'

/** `npm start [-- ARGUMENTS]`: builds what is stale and runs the app with the arguments. */
await enter(async () => {
  await buildIfStale({ root, log })
  const runtime = await findRuntime({ root, log })
  prepareDisplay(log)
  if (runtime.origin === 'fallback') log(`Running on Electron ${runtime.version}, the fallback for Linux.`)
  const args = [...sandboxFlags(), root, ...process.argv.slice(2)]
  return runChild(guiCommand(runtime.executable, args), { cwd: root, env: runtime.env })
})
