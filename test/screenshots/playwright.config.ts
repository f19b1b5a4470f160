import { defineConfig } from '@playwright/test'

/** `npm run test:e2e -- --config test/screenshots/playwright.config.ts` takes docs/screenshots/ anew from the demo. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../test-results',
  timeout: 180_000,
  workers: 1,
  reporter: [['list']],
})
