import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Measurements run one after the other: two at a time would measure each other. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  cacheDir: '.cache/vitest-bench',
  test: {
    include: ['test/bench/**/*.bench.ts'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
    reporters: [['default', { summary: false }]],
    disableConsoleIntercept: true,
    // Growth of the heap is told after a collection.
    execArgv: ['--expose-gc'],
  },
})
