import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHtmlReader } from '../../../../../main/sources/evidently/html-data'
import { parseReportHtml, parseReportJson } from '../../../../../main/sources/evidently/parse-report'
import type { Result } from '../../../../../shared/result'
import { fuzzRuns } from '../../../../support/fuzz-runs'
import { withCpuTime } from '../../../../support/cpu-time'
import { edits as someEdits, mutated } from '../../../../support/mutations'

const numRuns = fuzzRuns()
const slowestMs = 2_000

const fixtures = fileURLToPath(new URL('../../../../fixtures/evidently', import.meta.url))
const seeds = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\/.*\.(json|html)$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(fixtures, name), 'utf8') }))

/** Values of the right shape in the wrong place, which text edits hardly ever make. */
function withValueReplaced(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return replacement
  const keys = Object.keys(value)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return replacement
  const changed = withValueReplaced((value as Record<string, unknown>)[key], rest, replacement)
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === key ? changed : (each as unknown)))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? changed : (each as unknown)]),
  )
}

function readHtml(text: string, cut: number): Result<unknown> {
  const reader = createHtmlReader()
  const at = cut % (text.length + 1)
  if (!reader.push(text.slice(0, at))) reader.push(text.slice(at))
  const data = reader.finish()
  return data.ok ? { ok: true, value: parseReportHtml(data.value) } : data
}

function expectHarmless(read: () => Result<unknown>): void {
  const { value: result, cpuMs } = withCpuTime(read)
  expect(cpuMs).toBeLessThan(slowestMs)
  if (!result.ok) expect(result.error.message).toMatch(/^[A-Z].{10,200}\.$/)
  else JSON.stringify(result.value)
}

describe('hostile and broken reports never throw and never stall', () => {
  it.each(seeds.filter(({ name }) => name.endsWith('.json')))('$name, its text changed', ({ text }) => {
    fc.assert(
      fc.property(someEdits, (edits) => {
        expectHarmless(() => parseReportJson(mutated(text, edits)))
      }),
      { numRuns },
    )
  })

  it.each(seeds.filter(({ name }) => name.endsWith('.json')))('$name, its values changed', ({ text }) => {
    const json = JSON.parse(text.replace(/\bNaN\b/g, 'null').replace(/-?\bInfinity\b(?!")/g, '1')) as unknown
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 1, maxLength: 7 }),
        fc.jsonValue(),
        (path, replacement) => {
          const changed = JSON.stringify(withValueReplaced(json, path, replacement))
          expectHarmless(() => parseReportJson(changed))
        },
      ),
      { numRuns },
    )
  })

  it.each(seeds.filter(({ name }) => name.endsWith('.html')))('$name, its page changed', ({ text }) => {
    fc.assert(
      fc.property(someEdits, fc.nat(), (edits, cut) => {
        expectHarmless(() => readHtml(mutated(text, edits), cut))
      }),
      { numRuns },
    )
  })

  it.each([
    ['unclosed lists', `{"metrics": ${'['.repeat(3_000_000)}`],
    ['unclosed objects', `{"suite": ${'{"metrics":'.repeat(300_000)}`],
    ['deep but whole', `{"metrics": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['one endless string', `{"metrics": "${'\\"'.repeat(300_000)}`],
    ['many quotes', `{"metrics": ${'"a","a",'.repeat(400_000)}`],
    ['many NaN', `{"metrics": [${'NaN,'.repeat(500_000)}`],
    [
      'widgets within widgets',
      `{"metric_results": {}, "top_level_metrics": [], "widgets": ${'[{"type":"group","widgets":'.repeat(30_000)}`,
    ],
  ])('%s', (_name, text) => {
    expectHarmless(() => parseReportJson(text))
    expectHarmless(() => readHtml(`<script>var metric_${'a'.repeat(32)} = ${text}`, 500))
    expectHarmless(() => readHtml(`var metric_${'a'.repeat(32)} = ${text.replaceAll('"', '&quot;')}`, 60))
  })
})
