import MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'
import { h, type VNodeArrayChildren } from 'vue'
import ScrollRegion from '../base/ScrollRegion.vue'

/** HTML in the text is text. No token becomes markup but through the list of tags below. */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false })

const allowedTags = new Set([
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'hr', 'br'],
  ...['strong', 'em', 's', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
])

/** More than this at once would make the window wait. */
const mostTokens = 10_000

/**
 * Markdown as virtual nodes, so that nothing a file holds is ever parsed as HTML. Links are shown with their address in the
 * tooltip and lead nowhere; images are named, not loaded.
 */
export function markdownNodes(text: string): MarkdownNodes {
  const tokens = markdown.parse(text, {})
  return { nodes: nodesOf(tokens.slice(0, mostTokens)), isCut: tokens.length > mostTokens }
}

export interface MarkdownNodes {
  readonly nodes: VNodeArrayChildren
  /** There is more, which would make the window wait. */
  readonly isCut: boolean
}

/** The words of Markdown without its marks, a block a line: for places too small for a page. */
export function markdownWords(text: string): string {
  const blocks = markdown.parse(text, {}).slice(0, mostTokens)
  const lines = blocks.map(({ type, content, children }) =>
    type === 'inline'
      ? (children ?? []).map((child) => (child.type.endsWith('break') ? ' ' : child.content)).join('')
      : content.trim(),
  )
  return lines.filter(Boolean).join('\n')
}

interface Frame {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: VNodeArrayChildren
}

function nodesOf(tokens: readonly Token[]): VNodeArrayChildren {
  const frames: Frame[] = [{ tag: '', attributes: {}, children: [] }]
  const add = (...nodes: VNodeArrayChildren) => frames.at(-1)?.children.push(...nodes)
  const close = () => {
    const frame = frames.length > 1 ? frames.pop() : undefined
    if (frame) add(h(frame.tag, frame.attributes, frame.children))
  }
  for (const token of tokens) {
    // The paragraphs of tight lists.
    if (token.hidden) continue
    if (token.type === 'inline') add(...nodesOf(token.children ?? []))
    else if (token.nesting === 1) frames.push(frameOf(token))
    else if (token.nesting === -1) close()
    else add(leafOf(token))
  }
  while (frames.length > 1) close()
  return frames[0]?.children ?? []
}

function frameOf(token: Token): Frame {
  if (token.tag === 'a') {
    const title = token.attrGet('href')
    return { tag: 'span', attributes: title === null ? {} : { title }, children: [] }
  }
  // How a column of a table is aligned; no other style passes.
  const align = /^text-align:(left|center|right)$/.exec(token.attrGet('style') ?? '')?.[1]
  const attributes: Record<string, string> = align === undefined ? {} : { class: `to-${align}` }
  return { tag: allowedTags.has(token.tag) ? token.tag : 'span', attributes, children: [] }
}

function leafOf(token: Token) {
  switch (token.type) {
    case 'softbreak':
      return '\n'
    case 'hardbreak':
      return h('br')
    case 'hr':
      return h('hr')
    case 'code_inline':
      return h('code', token.content)
    case 'fence':
    case 'code_block':
      return h(ScrollRegion, { as: 'pre', label: 'Code' }, () => h('code', token.content))
    case 'image':
      return h(
        'span',
        { class: 'image', title: token.attrGet('src') ?? '' },
        `▨ ${token.content === '' ? 'image' : token.content}`,
      )
    default:
      return token.content
  }
}
