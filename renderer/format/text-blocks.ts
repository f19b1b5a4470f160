/** Lines of one block: what is off the screen is laid out block by block, when it is scrolled to. */
const linesAtOnce = 200

export interface TextBlock {
  readonly text: string
  readonly lines: number
}

/**
 * A long text in blocks of lines, each without its last line end: 65 000 short lines laid out at once made the window
 * wait for a second.
 */
export function textBlocks(text: string): readonly TextBlock[] {
  const blocks: TextBlock[] = []
  for (let from = 0; from < text.length;) {
    let to = from
    let lines = 0
    while (lines < linesAtOnce && to < text.length) {
      const end = text.indexOf('\n', to)
      to = end < 0 ? text.length : end + 1
      lines += 1
    }
    const block = text.slice(from, to)
    const isEnded = block.endsWith('\n') && to < text.length
    blocks.push({ text: isEnded ? block.slice(0, -1) : block, lines })
    from = to
  }
  return blocks
}
