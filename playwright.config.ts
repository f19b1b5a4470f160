import { defineConfig } from '@playwright/test'

/** End-to-end tests drive the built app in a real Electron; `npm run test:e2e` makes both first. */
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 60_000,
  // Each test starts an app of its own; two at a time on two cores only make each other slow.
  workers: 1,
  reporter: [['list']],
  use: { trace: 'off' },
})
