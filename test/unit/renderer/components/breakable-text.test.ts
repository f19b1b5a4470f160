import { createApp, h } from 'vue'
import { describe, expect, it } from 'vitest'
import { BreakableText } from '../../../../renderer/components/base/BreakableText'

function elementOf(text: string): HTMLElement {
  const host = document.createElement('div')
  createApp({ render: () => h(BreakableText, { text }) }).mount(host)
  return host
}

describe('a name that may go on in the next line', () => {
  it.each([
    ['system/gpu_power_watts', 'system/<wbr>gpu_<wbr>power_<wbr>watts'],
    ['/Users/ada//x__y_', '/<wbr>Users/<wbr>ada//<wbr>x__<wbr>y_'],
    ['1.5e-5 of <b>', '1.5e-5 of &lt;b&gt;'],
    ['', ''],
  ])('%s', (text, markup) => {
    const host = elementOf(text)
    expect(host.innerHTML.replaceAll(/<!--.*?-->/g, '')).toBe(markup)
    expect(host.textContent).toBe(text)
  })

  it('is left as it is where it is a page of text', () => {
    expect(elementOf('a_b '.repeat(1_000)).querySelector('wbr')).toBeNull()
  })
})
