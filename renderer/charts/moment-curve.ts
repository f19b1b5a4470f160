/** A value around the moment of an alert: `at` ascending in epoch ms, NaN where no number is known. */
export interface MomentCurve {
  readonly at: Float64Array
  readonly value: Float64Array
  /** What the value was held against; null without a limit. */
  readonly limit: number | null
  /** The moment itself, epoch ms. */
  readonly moment: number
  /** A NaN was logged as such and is marked; else nothing is known there. */
  readonly isLogged: boolean
}

const shownPoints = 240

/** The part of a long series around the moment; a short one as a whole. */
export function aroundMoment(
  at: Float64Array,
  value: Float64Array,
  moment: number,
): Pick<MomentCurve, 'at' | 'value'> {
  if (at.length <= shownPoints) return { at, value }
  let center = at.findIndex((each) => each >= moment)
  if (center < 0) center = at.length - 1
  const from = Math.max(0, Math.min(center - shownPoints / 2, at.length - shownPoints))
  return { at: at.slice(from, from + shownPoints), value: value.slice(from, from + shownPoints) }
}

/** Where nothing was recorded for longer than `joinMs` the line breaks instead of making values up. */
export function withGaps({ at, value }: Pick<MomentCurve, 'at' | 'value'>, joinMs: number) {
  const points: [number, number][] = []
  for (const [index, each] of at.entries()) {
    const before = at[index - 1]
    if (before !== undefined && each - before > joinMs) points.push([(each + before) / 2, NaN])
    points.push([each, value[index] ?? NaN])
  }
  return { at: Float64Array.from(points, ([x]) => x), value: Float64Array.from(points, ([, y]) => y) }
}

/** One sentence for VoiceOver. */
export function momentSentence(name: string, curve: MomentCurve, text: (amount: number) => string): string {
  const finite = curve.value.filter((each) => Number.isFinite(each))
  if (finite.length === 0) return `${name}: no number is known around the moment.`
  const lowest = finite.reduce((a, b) => Math.min(a, b))
  const highest = finite.reduce((a, b) => Math.max(a, b))
  const last = finite.at(-1) ?? highest
  const limit = curve.limit === null ? '' : `; the limit is ${text(curve.limit)}`
  return `${name} around the moment: between ${text(lowest)} and ${text(highest)}, at last ${text(last)}${limit}.`
}
