import './check-node.mjs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stampFile } from './build-if-stale.mjs'
import { onStopSignal, startChild } from './child.mjs'
import { guiCommand, prepareDisplay, sandboxFlags } from './display.mjs'
import { enter, LaunchError, log, root } from './entry.mjs'
import { findRuntime } from './runtime.mjs'
import { restartable } from './restartable.mjs'

const watched = ['main', 'preload']

/**
 * `npm run dev [-- ARGUMENTS]`: the window is served with hot reload (APP_DEV_URL), main and preload are built at
 * every change and the app is started again.
 */
await enter(async () => {
  const runtime = await findRuntime({ root, log })
  prepareDisplay(log)
  // What is in out/ from now on is no whole build, so that the next `npm start` must make one.
  await rm(stampFile(root), { force: true })
  const server = await serveWindow()
  const env = { ...runtime.env, APP_DEV_URL: server.resolvedUrls.local[0] }
  const args = [...sandboxFlags(), root, ...process.argv.slice(2)]
  const app = restartable(() => startChild(guiCommand(runtime.executable, args), { cwd: root, env }))
  const stopForwarding = onStopSignal(app.stop)
  const watchers = await watchMain(app.restart)
  const code = await app.ended
  stopForwarding()
  await Promise.all([...watchers, server].map((part) => part.close()))
  return code
})

async function serveWindow() {
  const { createServer } = await import('vite')
  const server = await createServer({ configFile: join(root, 'vite.config.ts') })
  await server.listen().catch((error) => {
    throw new LaunchError(`The dev server cannot start: ${error.message}.`)
  })
  server.printUrls()
  return server
}

/** Calls back when both are built for the first time, and after each later build. */
async function watchMain(onBuilt) {
  const { createBuilder } = await import('vite')
  const environments = Object.fromEntries(watched.map((name) => [name, { build: { watch: {} } }]))
  const configFile = join(root, 'vite.config.ts')
  const builder = await createBuilder({ configFile, mode: 'development', logLevel: 'warn', environments })
  const waitingFor = new Set(watched)
  return Promise.all(
    watched.map(async (name) => {
      const watcher = await builder.build(builder.environments[name])
      watcher.on('event', (event) => {
        if (event.code !== 'BUNDLE_END') return
        waitingFor.delete(name)
        if (waitingFor.size === 0) onBuilt()
      })
      return watcher
    }),
  )
}
