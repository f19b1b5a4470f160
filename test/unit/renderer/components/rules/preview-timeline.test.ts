import { describe, expect, it } from 'vitest'
import { previewSentence, timelineOf } from '../../../../../renderer/components/rules/preview-timeline'
import type { Preview, PreviewEpisode } from '../../../../../shared/rules/preview'
import { machineSubject } from '../../../../../shared/rules/subjects'

const now = 1_800_000_000_000
const day = 86_400_000
const episode = (firedAt: number, resolvedAt: number | null): PreviewEpisode => ({
  subject: machineSubject,
  firedAt,
  resolvedAt,
  severity: 'warning',
  value: 1,
  reason: 'Memory use is 93%',
  count: 1,
})
const preview = (episodes: PreviewEpisode[], observationCount = 1_204): Preview => ({
  episodes,
  observationCount,
  subjectCount: observationCount === 0 ? 0 : 1,
})

describe('timelineOf', () => {
  it('places episodes in the past 30 days, cut at both ends', () => {
    const { bars } = timelineOf(
      preview([episode(now - 40 * day, now - 15 * day), episode(now - 3 * day, null)]),
      now,
    )
    expect(bars.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.5],
      [0.9, expect.closeTo(0.1)],
    ])
  })
})

describe('previewSentence', () => {
  it.each([
    [
      'nothing was recorded',
      preview([], 0),
      'Nothing was recorded in the past 30 days that this rule speaks of, so there is nothing to say.',
    ],
    [
      'it is quiet',
      preview([]),
      'It would not have fired in the past 30 days: 1\u202f204 values of 1 subject were looked at.',
    ],
    [
      'it fires',
      preview([episode(now - 3 * day, now - 3 * day + 3_600_000), episode(now - 1_000, null)]),
      'It would have fired 2 times in the past 30 days; 1 would still be open, the longest 1 h.',
    ],
  ])('says that %s', (_what, given, sentence) => {
    expect(previewSentence(given, now)).toBe(sentence)
  })
})
