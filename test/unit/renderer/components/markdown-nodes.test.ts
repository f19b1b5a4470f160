import fc from 'fast-check'
import { createApp } from 'vue'
import { describe, expect, it } from 'vitest'
import { markdownNodes, markdownWords } from '../../../../renderer/components/domain/markdown-nodes'

const source = [
  '# Notes',
  '',
  'It *converged* after `1000` steps,  \nsee [the page](https://example.org) and ![a plot](plot.png).',
  '',
  '- first',
  '- second',
  '',
  '```python',
  'train()',
  '```',
].join('\n')

function elementOf(text: string): HTMLElement {
  const host = document.createElement('div')
  createApp({ render: () => markdownNodes(text).nodes }).mount(host)
  return host
}

describe('the nodes of Markdown', () => {
  it('are its headings, lists, marks and code', () => {
    const host = elementOf(source)
    const found = ['h1', 'em', 'li', 'pre code', 'br'].map((tag) => host.querySelectorAll(tag).length)
    expect(found).toEqual([1, 1, 2, 1, 1])
  })

  it('lead nowhere and load nothing, whatever the text holds', () => {
    const hostile = `${source}\n\n<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))`
    const host = elementOf(hostile)
    expect(host.querySelectorAll('script, img, a, iframe, [onerror]')).toHaveLength(0)
    expect(host.textContent).toContain('<script>alert(1)</script>')
  })
})

describe('the words of Markdown', () => {
  it('stand a block a line, without marks', () => {
    expect(markdownWords(source).split('\n')).toEqual([
      'Notes',
      'It converged after 1000 steps, see the page and a plot.',
      'first',
      'second',
      'train()',
    ])
  })

  it('are all there, whatever marks of Markdown stand between them', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/)
    const gap = fc.stringMatching(/^[-*_#>|!.\n ]{1,6}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(word, gap)), (parts) => {
        const shown = markdownWords(parts.flat().join(''))
        for (const [each] of parts) expect(shown).toContain(each)
      }),
    )
  })
})
