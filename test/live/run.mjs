import '../../main/launch/check-node.mjs'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildIfStale } from '../../main/launch/build-if-stale.mjs'
import { enter, log, root } from '../../main/launch/entry.mjs'
import { findPython } from './python.mjs'

const counts = { passed: 0, failed: 0, skipped: 0 }

/**
 * `npm run test:live [-- --all] [mlflow|rest|evidently] [VERSION…]`: against the real MLflow and Evidently from PyPI. `--all`:
 * every MLflow that the fixtures are of, and two minutes of logging into each store while it is watched.
 */
await enter(async () => {
  // With it, each of a dozen processes would compile MLflow's modules anew: most of the time that they take to load.
  delete process.env['PYTHONDONTWRITEBYTECODE']
  const isAll = process.argv.includes('--all')
  const all = [
    {
      part: 'mlflow',
      name: /** @type {const} */ ('mlflow'),
      title: 'MLflow',
      versions: isAll ? ['2.3.2', '2.22.0', '3.6.0', '3.12.0', '3.17.2'] : ['2.22.0'],
      tests: 5,
    },
    {
      part: 'rest',
      name: /** @type {const} */ ('mlflow'),
      title: 'MLflow',
      versions: isAll ? ['2.22.0', '3.17.2'] : ['2.22.0'],
      tests: 3,
    },
    {
      part: 'evidently',
      name: /** @type {const} */ ('evidently'),
      title: 'Evidently',
      versions: isAll ? ['0.4.40', '0.6.7', '0.7.21'] : ['0.6.7'],
      tests: 4,
    },
  ]
  const only = process.argv.filter((word) => /^\d+\.\d/.test(word))
  const chosen = all.filter(({ part }) => process.argv.includes(part))
  const matrix = (chosen.length > 0 ? chosen : all).flatMap(({ versions, ...one }) =>
    versions
      .filter((version) => only.length === 0 || only.includes(version))
      .map((version) => ({ ...one, version })),
  )
  /** @type {Map<string, ReturnType<typeof findPython>>} */
  const pythons = new Map()
  /** @param {(typeof matrix)[number]} one */
  const pythonOf = ({ name, version }) => {
    const key = `${name} ${version}`
    const found = pythons.get(key) ?? findPython({ root, name, version, log })
    pythons.set(key, found)
    return found
  }
  await Promise.all([buildIfStale({ root, log }), ...matrix.map(pythonOf)])
  // What was just installed is written to the disk first, or MLflow's commits would wait for it.
  spawnSync('sync')
  /** @param {(typeof matrix)[number]} one */
  const runOne = async (one) => {
    const found = await pythonOf(one)
    if ('reason' in found) {
      log(`The live tests with ${one.title} ${one.version} were skipped: ${found.reason}`)
      counts.skipped += one.tests
    } else await runTests(`${one.part}.live`, found.python, `${one.title} ${one.version}`, isAll ? 120 : 15)
  }
  // Where writes are timed nothing else may run; the rest is about values.
  for (const one of matrix.filter(({ part }) => part === 'mlflow')) await runOne(one)
  const others = matrix.filter(({ part }) => part !== 'mlflow')
  await Promise.all(
    ['rest', 'evidently'].map(async (part) => {
      for (const one of others.filter((each) => each.part === part)) await runOne(one)
    }),
  )
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  return counts.failed === 0 ? 0 : 1
})

/**
 * @param {string} file
 * @param {string} python
 * @param {string} title
 * @param {number} seconds
 */
async function runTests(file, python, title, seconds) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--config', join(root, 'test', 'live', 'vitest.config.ts'), file]
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      APP_LIVE_PYTHON: python,
      APP_LIVE_EVIDENTLY_PYTHON: python,
      APP_LIVE_TITLE: title,
      APP_LIVE_SECONDS: String(seconds),
      NO_COLOR: '1',
    },
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const status = await new Promise((resolve) => child.once('close', resolve))
  process.stdout.write(output)
  const summary = output.split('\n').findLast((line) => /^\s*Tests\s/.test(line)) ?? ''
  for (const word of /** @type {const} */ (['passed', 'failed', 'skipped']))
    counts[word] += Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
  if (status !== 0 && counts.failed === 0) counts.failed = 1
}
