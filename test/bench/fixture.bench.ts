import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { collect } from '../../main/cli/collect'
import { generateDemo } from '../../main/demo/generate'
import { openDatabase } from '../../main/store/sqlite-binding'
import { median, report } from './report'

it('reads the demo repository, our largest store, in a small multiple of reading its bytes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sextant-bench-'))
  try {
    await generateDemo({ folder, seed: 1, now: Date.now(), openDatabase })
    const bytes: number[] = []
    const ours: number[] = []
    for (let round = 0; round < 5; round++) {
      let startedAt = performance.now()
      for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
        if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name))
      }
      bytes.push(performance.now() - startedAt)
      startedAt = performance.now()
      const collected = await collect({ places: [folder], history: null, log: () => {} })
      ours.push(performance.now() - startedAt)
      expect(collected.runs.length).toBeGreaterThan(50)
    }
    const figures = {
      'bytes ms': median(bytes),
      'ours ms': median(ours),
      ratio: median(ours) / median(bytes),
    }
    report('demo repository whole, against reading its bytes', figures, 'none set')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
