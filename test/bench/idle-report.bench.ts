import type {} from '../../renderer/bridge/client'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { expect, it } from 'vitest'
import type { AlertPage } from '../../shared/model/alert'
import { projectRoot } from '../support/paths'
import { quantile, report } from './report'

const fixtures = join(projectRoot, 'test/fixtures/evidently/legacy-0.6.7')
const idleMs = Number(process.env['BENCH_IDLE_MS'] ?? 90_000)
const folders = 12
const drops = 20

/**
 * A report that drifted, dropped into one of a dozen folders after minutes without news: the slowest pace of polling is
 * then the rule, and the wait is to the alert in the window.
 */
it('shows the alert of a report that is dropped after a long idle time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sextant-bench-'))
  const places = Array.from({ length: folders }, (_, index) => join(folder, `reports ${index}`))
  for (const place of places) {
    mkdirSync(place)
    // Enough to read that a look takes its time.
    for (let copy = 0; copy < 60; copy++) {
      copyFileSync(join(fixtures, 'cls.json'), join(place, `old-${copy}.json`))
    }
  }
  mkdirSync(join(folder, 'user', 'data'), { recursive: true })
  writeFileSync(join(folder, 'user', 'data', 'settings.json'), JSON.stringify({ version: 1, roots: places }))
  const app = await _electron.launch({
    executablePath: process.env['APP_ELECTRON']!,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), projectRoot],
    env: { ...(process.env as Record<string, string>), APP_USER_DATA: join(folder, 'user'), APP_E2E: '1' },
  })
  try {
    const page = await app.firstWindow()
    await page.getByRole('navigation').first().waitFor()
    await page.waitForTimeout(idleMs)
    const drift = JSON.parse(readFileSync(join(fixtures, 'drift.json'), 'utf8')) as Record<string, unknown>
    const total = () =>
      page.evaluate(async () => {
        const answer = (await window.bridge.call('alerts.list', {
          types: ['drift_detected'],
          includeInhibited: true,
        })) as { value?: AlertPage }
        return answer.value?.rows.reduce((sum, { count }) => sum + count, 0) ?? 0
      })
    const waits: number[] = []
    for (let drop = 0; drop < drops; drop++) {
      const before = await total()
      const place = places[drop % folders] ?? folder
      const timestamp = new Date().toISOString().replace('T', ' ').replace('Z', '')
      const writtenAt = performance.now()
      writeFileSync(join(place, `new-${drop}.json`), JSON.stringify({ ...drift, timestamp }))
      while ((await total()) === before && performance.now() - writtenAt < 10_000)
        await page.waitForTimeout(10)
      waits.push(performance.now() - writtenAt)
      await page.waitForTimeout(3_000 + ((drop * 271) % 900))
    }
    report(
      `a report dropped into one of ${folders} folders after ${idleMs / 1_000} s without news`,
      {
        'first ms': waits[0] ?? NaN,
        'p50 ms': quantile(waits, 0.5),
        'p95 ms': quantile(waits, 0.95),
        'max ms': Math.max(...waits),
        'load of the machine': loadavg()[0] ?? NaN,
      },
      'p95 ≤ 1 000 ms',
    )
    expect(waits).toHaveLength(drops)
  } finally {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
}, 600_000)
