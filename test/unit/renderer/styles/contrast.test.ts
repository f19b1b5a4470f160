import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync('renderer/styles/tokens.css', 'utf8')
const base = css.slice(0, css.indexOf("[data-theme='light']"))
const colours = new Map(
  [...base.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }] as const,
  ),
)

/** What lies over a surface and lets it through: a row that is pointed at, or chosen while the focus is elsewhere. */
const veils = new Map(
  [...base.matchAll(/--([\w-]+): light-dark\(rgb\(([^)]+)\), rgb\(([^)]+)\)\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }] as const,
  ),
)

/** "20 20 40 / 4.5%" over "#ffffff". */
function veiled(veil: string, hex: string): string {
  const [red = 0, green = 0, blue = 0, percent = 0] = veil.split(/[ /%]+/).map(Number)
  const share = percent / 100
  const mixed = [red, green, blue].map((value, index) => {
    const below = Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16)
    return Math.round(value * share + below * (1 - share))
  })
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

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

  it.each(
    (['text', 'text-soft', 'text-faint'] as const).flatMap((text) =>
      surfaces.map((surface) => [text, surface] as const),
    ),
  )('%s on %s that is pointed at reaches 4.5:1', (text, surface) => {
    const below = veiled(veils.get('hover')![theme], colours.get(surface)![theme])
    expect(contrast(colours.get(text)![theme], below)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(surfaces)('soft text on %s that is chosen reaches 4.5:1', (surface) => {
    const below = veiled(veils.get('selected-quiet')![theme], colours.get(surface)![theme])
    expect(contrast(colours.get('text-soft')![theme], below)).toBeGreaterThanOrEqual(4.5)
  })

  it('white reaches 4.5:1 on the accent', () => {
    expect(contrast('#ffffff', colours.get('accent-fill')![theme])).toBeGreaterThanOrEqual(4.5)
  })
})
