import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'
import { projectRoot } from '../../support/paths'

/**
 * A script of this folder built as the app's threads are, to be run in the V8 they run in: under vitest every call
 * from one file to another goes through a getter, which tells where it is made for each of a million lines.
 */
export async function buildAsThread(name: string): Promise<string> {
  const outDir = join(projectRoot, '.cache', 'bench-code')
  await build({
    configFile: false,
    root: projectRoot,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'node20.18',
      minify: false,
      ssr: join(projectRoot, 'test/bench/support', name),
      rolldownOptions: { output: { entryFileNames: '[name].mjs', codeSplitting: false } },
    },
    ssr: { noExternal: true },
  })
  return join(outDir, name.replace(/\.ts$/, '.mjs'))
}

/** Runs what `buildAsThread` gave in a process of its own, and parses what it prints as JSON. */
export function runBuilt<T>(script: string, args: readonly string[]): T {
  const executable = process.env['APP_ELECTRON']
  if (executable === undefined) throw new Error('APP_ELECTRON is not set: run this with npm run bench')
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  return JSON.parse(execFileSync(executable, [script, ...args], { encoding: 'utf8', env })) as T
}
