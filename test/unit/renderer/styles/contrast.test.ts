import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('renderer/styles/tokens.css', 'utf8')
const base = css.slice(0, css.indexOf("[data-theme='light']"))
const colours = new Map(
  [...base.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }] as const,
  ),
)

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high! + 0.05) / (low! + 0.05)
}

const surfaces = ['surface', 'surface-raised', 'surface-sunken', 'surface-sidebar', 'surface-popover']
const pairs = [
  ...['text', 'text-soft', 'text-faint', 'accent', 'bad', 'critical', 'warn', 'good'].flatMap((text) =>
    surfaces.map((surface) => [text, surface] as const),
  ),
  ...(['accent', 'bad', 'critical', 'warn', 'good'] as const).map((text) => [text, `${text}-wash`] as const),
  ['text-soft', 'quiet-wash'],
  ['text', 'selected'],
  ['text-faint', 'selected'],
  ['accent', 'selected'],
  ['bad', 'selected'],
  ['critical', 'selected'],
  ['warn', 'selected'],
  ['text-soft', 'selected'],
  ...(['accent', 'bad', 'critical', 'warn', 'text-soft', 'text-faint'] as const).flatMap((text) =>
    (['surface-current', 'surface-hover'] as const).map((surface) => [text, surface] as const),
  ),
] as const

describe.each(['light', 'dark'] as const)('text in the %s theme', (theme) => {
  it.each(pairs)('%s on %s reaches 4.5:1', (text, surface) => {
    expect(contrast(colours.get(text)![theme], colours.get(surface)![theme])).toBeGreaterThanOrEqual(4.5)
  })

  it('white reaches 4.5:1 on the accent', () => {
    expect(contrast('#ffffff', colours.get('accent-fill')![theme])).toBeGreaterThanOrEqual(4.5)
  })
})
