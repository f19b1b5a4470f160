import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, projectRoot, test } from './support'

test('a start that fails says why and ends, rather than staying without a window', async ({ folder }) => {
  const { ELECTRON_RUN_AS_NODE: _unset, ...inherited } = process.env
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = spawn(process.env['APP_ELECTRON'] ?? '', [...noSandbox, projectRoot, '--demo'], {
    // The demo's stores have no place to be made in.
    env: {
      ...inherited,
      APP_USER_DATA: join(folder, 'user data'),
      APP_E2E: '1',
      TMPDIR: join(folder, 'none'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  app.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise((resolve) => app.once('exit', resolve))
  expect(said).toContain('Sextant could not start')
  expect(said).toContain('sextant-demo-')
  expect(code).toBe(70)
})
