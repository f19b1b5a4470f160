import '../../main/launch/check-node.mjs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale } from '../../main/launch/build-if-stale.mjs'
import { enter, log, root } from '../../main/launch/entry.mjs'
import { findPython } from './python.mjs'

/** `npm run test:live [-- --all]`: against the real MLflow from PyPI. `--all`: more versions, and two minutes of logging. */
await enter(async () => {
  const isAll = process.argv.includes('--all')
  const versions = isAll ? ['2.22.0', '3.2.0'] : ['2.22.0']
  await buildIfStale({ root, log })
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const version of versions) {
    const found = findPython({ root, version, log })
    if ('reason' in found) {
      log(`The live tests with MLflow ${version} were skipped: ${found.reason}`)
      counts.skipped += 5
      continue
    }
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [vitest, 'run', '--config', join(root, 'test', 'live', 'vitest.config.ts')]
    const env = {
      ...process.env,
      APP_LIVE_PYTHON: found.python,
      APP_LIVE_SECONDS: isAll ? '120' : '15',
      NO_COLOR: '1',
    }
    const run = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', maxBuffer: 1 << 26 })
    process.stdout.write(run.stdout + run.stderr)
    for (const word of Object.keys(counts)) {
      const summary = run.stdout.split('\n').findLast((line) => /^\s*Tests\s/.test(line)) ?? ''
      counts[word] += Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
    }
    if (run.status !== 0 && counts.failed === 0) counts.failed = 1
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  return counts.failed === 0 ? 0 : 1
})
