import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { chromium, type Page } from '@playwright/test'

export interface TimedWindow {
  readonly page: Page
  /** Epoch ms at which the process was started. */
  readonly spawnedAt: number
  close(): Promise<void>
}

/**
 * Starts Electron as a user would, without a driver in its way, and looks in afterwards through the debugging port:
 * the page's own clock tells when something was painted.
 */
export async function startTimed(folder: string, env: Record<string, string> = {}): Promise<TimedWindow> {
  const executable = process.env['APP_ELECTRON']
  if (executable === undefined) throw new Error('APP_ELECTRON is not set: run this with npm run bench')
  const port = await freePort()
  const isRoot = process.getuid?.() === 0
  const args = [`--remote-debugging-port=${port}`, ...(isRoot ? ['--no-sandbox'] : []), folder]
  const { ELECTRON_RUN_AS_NODE: _unset, ...inherited } = process.env as Record<string, string>
  const spawnedAt = performance.timeOrigin + performance.now()
  const child = spawn(executable, args, { env: { ...inherited, ...env }, stdio: 'ignore' })
  const browser = await connect(port, child)
  const page = browser.contexts()[0]?.pages()[0] ?? (await browser.contexts()[0]!.waitForEvent('page'))
  return {
    page,
    spawnedAt,
    async close() {
      await browser.close().catch(() => {})
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 4_000)
      await ended
      clearTimeout(timer)
    },
  }
}

async function connect(port: number, child: ChildProcess) {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      if ((browser.contexts()[0]?.pages().length ?? 0) > 0) return browser
      await browser.close()
    } catch (thrown) {
      if (Date.now() > deadline || child.exitCode !== null) throw thrown
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
