import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textBlocks } from '../../../../renderer/format/text-blocks'

it('leaves nothing out and adds nothing', () => {
  const line = fc.constantFrom('', 'a', 'two words', '\r')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 1_000 }), fc.boolean(), (lines, isEnded) => {
      const text = lines.join('\n') + (isEnded ? '\n' : '')
      const blocks = textBlocks(text)
      expect(blocks.map((block) => block.text).join('\n')).toBe(text)
    }),
  )
})

it('takes a short text as one, and a long one in parts', () => {
  expect(textBlocks('a\nb\n')).toEqual([{ text: 'a\nb\n', lines: 2 }])
  expect(textBlocks('')).toEqual([])
  expect(textBlocks('x\n'.repeat(450)).map((block) => block.lines)).toEqual([200, 200, 50])
})
