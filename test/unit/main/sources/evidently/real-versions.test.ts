import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { readReportFile } from '../../../../../main/sources/evidently/read-report-file'
import { expectStated, type Stated } from './stated'

const fixtures = fileURLToPath(new URL('../../../../fixtures/evidently', import.meta.url))
const table = JSON.parse(readFileSync(join(fixtures, 'stated-fixtures.json'), 'utf8')) as Readonly<
  Record<string, Stated>
>
const folder = mkdtempSync(join(tmpdir(), 'evidently-pages-'))
afterAll(() => rmSync(folder, { recursive: true }))

function read(path: string) {
  const result = readReportFile(path, statSync(path).size)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** As 0.4.6 – 0.4.31 and 0.7.0 – 0.7.5 wrap a page: escaped by Python's `html.escape`. */
function inIframe(page: string): string {
  const escaped = page
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
  return `<script>;(function () {})()</script>\n<iframe class='evidently-ui-iframe' width="100%" srcdoc="${escaped}">`
}

describe('reports of real Evidently 0.4.40, 0.6.7 and 0.7.21', () => {
  it.each(Object.entries(table))('%s', (name, stated) => {
    expectStated(read(join(fixtures, name)), stated)
  })

  const pages = Object.entries(table).filter(([name]) => name.endsWith('.html'))

  it.each(pages)('%s within an escaped iframe', (name, stated) => {
    const path = join(folder, name.replace('/', '-'))
    writeFileSync(path, inIframe(readFileSync(join(fixtures, name), 'utf8')))
    expectStated(read(path), stated)
  })

  it.each(pages)('%s behind a font and before a library of 4 MB', (name, stated) => {
    const path = join(folder, `large-${name.replace('/', '-')}`)
    const page = readFileSync(join(fixtures, name), 'utf8')
    const large = page.replace('/* the icon font was here */', `/* ${'A'.repeat(126_000)} */`)
    writeFileSync(path, large.replace('/* the library was here */', `/* ${'x'.repeat(4_000_000)} */`))
    expectStated(read(path), stated)
  })

  it('finds the data that `save_html(mode="folder")` puts beside the page', () => {
    const page = readFileSync(join(fixtures, 'legacy-0.6.7/drift.html'), 'utf8')
    const script = page.slice(page.indexOf('var evidently'), page.indexOf('</script>'))
    mkdirSync(join(folder, 'js'))
    writeFileSync(join(folder, 'js', 'split.html.data.js'), script)
    writeFileSync(join(folder, 'split.html'), '<script src="/elsewhere/js/split.html.data.js"></script>')
    expectStated(read(join(folder, 'split.html')), table['legacy-0.6.7/drift.html']!)
  })

  it('gives the same metrics the same names in both families and all formats', () => {
    const names = ['accuracy', 'precision', 'recall', 'f1']
    const of = (file: string) => {
      const { metrics } = read(join(fixtures, file)).content
      return names.map((name) => Number(metrics[name]?.current?.toFixed(3)))
    }
    const expected = of('legacy-0.6.7/cls.json')
    expect(expected.every((value) => value > 0.5 && value < 0.9)).toBe(true)
    for (const file of ['legacy-0.4.40/cls.json', 'legacy-0.4.40/cls.html', 'v2-0.7.21/cls.json']) {
      expect(of(file)).toEqual(expected)
    }
    // The page of 0.7 shows each on its own, rounded, with that of the reference.
    expect(read(join(fixtures, 'v2-0.7.21/cls.html')).content).toMatchObject({
      kind: 'classification',
      metrics: {
        accuracy: { current: 0.687, reference: 0.89 },
        precision: { current: 0.762, reference: 0.822 },
      },
    })
    expect(read(join(fixtures, 'legacy-0.6.7/cls.html')).content).toMatchObject({
      kind: 'classification',
      metrics: { accuracy: { current: expected[0], reference: expect.any(Number) as number } },
    })
    const label = 'label/1/f1'
    expect(read(join(fixtures, 'v2-0.7.21/cls.json')).content.metrics[label]?.current).toBeCloseTo(
      read(join(fixtures, 'legacy-0.6.7/cls.json')).content.metrics[label]!.current!,
      12,
    )
  })

  it.each(['legacy-0.4.40', 'legacy-0.6.7', 'v2-0.7.21'])('reads the regression report of %s', (version) => {
    const { kind, metrics, problems } = read(join(fixtures, version, 'reg.json')).content
    expect({ kind, problems }).toEqual({ kind: 'regression', problems: [] })
    const said = readFileSync(join(fixtures, version, 'reg.json'), 'utf8')
    for (const name of ['mean_error', 'mean_abs_error', 'rmse', 'r2_score']) {
      const value = metrics[name]?.current
      expect(value, name).toEqual(expect.any(Number))
      expect(said).toContain(String(value))
    }
    const page = read(join(fixtures, version, 'reg.html')).content
    expect(page).toMatchObject({ kind: 'regression', problems: [] })
    expect(page.metrics['mean_error']?.current).toBeCloseTo(metrics['mean_error']?.current ?? NaN, 2)
  })

  it('says where a verdict comes from, and which side of the threshold means drift', () => {
    const [age] = read(join(fixtures, 'v2-0.7.21/plain.json')).content.features
    expect(age).toMatchObject({ driftedFrom: 'derived', direction: 'below', methodId: 'ks', type: null })
    const [tested] = read(join(fixtures, 'v2-0.7.21/drift.dump.json')).content.features
    expect(tested).toMatchObject({ driftedFrom: 'test', type: 'num' })
    expect(tested?.current?.x).toHaveLength(tested!.current!.y.length + 1)
    const stated = read(join(fixtures, 'legacy-0.6.7/drift.html')).content.features
    expect(stated.every((feature) => feature.driftedFrom === 'stated' && feature.threshold === null)).toBe(
      true,
    )
  })

  it('keeps the key of a test while its name changes with the reference', () => {
    const keys = read(join(fixtures, 'v2-0.7.21/drift.json')).content.tests.map((test) => test.key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(read(join(fixtures, 'v2-0.7.21/drift.dump.json')).content.tests.map((test) => test.key)).toEqual(
      keys,
    )
  })
})
