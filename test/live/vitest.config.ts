import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  cacheDir: '.cache/vitest-live',
  test: {
    include: ['test/live/**/*.live.ts'],
    fileParallelism: false,
    testTimeout: 400_000,
    disableConsoleIntercept: true,
  },
})
