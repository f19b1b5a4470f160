import '../../main/launch/check-node.mjs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale } from '../../main/launch/build-if-stale.mjs'
import { enter, log, root } from '../../main/launch/entry.mjs'
import { findPython } from './python.mjs'

/**
 * `npm run test:live [-- --all] [mlflow|evidently]`: against the real MLflow and Evidently from PyPI. `--all`: more
 * versions, and two minutes of logging.
 */
await enter(async () => {
  const isAll = process.argv.includes('--all')
  const all = [
    {
      name: 'mlflow',
      title: 'MLflow',
      versions: isAll ? ['2.22.0', '3.2.0'] : ['2.22.0'],
      tests: 5,
      files: ['mlflow.live', 'rest.live'],
    },
    {
      name: 'evidently',
      title: 'Evidently',
      versions: isAll ? ['0.4.40', '0.6.7', '0.7.21'] : ['0.6.7'],
      tests: 4,
      files: ['evidently.live'],
    },
  ]
  const wanted = all.filter(({ name }) => process.argv.includes(name))
  const matrix = (wanted.length > 0 ? wanted : all).flatMap(({ versions, ...one }) =>
    versions.map((version) => ({ ...one, version })),
  )
  await buildIfStale({ root, log })
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, title, version, tests, files } of matrix) {
    const found = findPython({ root, name, version, log })
    if ('reason' in found) {
      log(`The live tests with ${title} ${version} were skipped: ${found.reason}`)
      counts.skipped += tests
      continue
    }
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const args = [vitest, 'run', '--config', join(root, 'test', 'live', 'vitest.config.ts'), ...files]
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
