import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import ArtifactBrowser from '../../../../renderer/components/domain/ArtifactBrowser.vue'
import type { ArtifactEntry } from '../../../../shared/model/artifact'
import { fail, ok } from '../../../../shared/result'
import { createFakeBridge } from '../support/fake-bridge'
import { mountApp } from '../support/mount-app'

afterEach(() => document.body.replaceChildren())

const files: Record<string, string> = {
  'model/MLmodel': 'flavors: {}\n',
  'notes.md': '# Notes\n\n<img src=x onerror=alert(1)> and **bold** [a link](javascript:alert(1))',
  'scores.csv': 'name,score\n"a, b",0.5\nc,0.25\n',
  'settings.json': '{"a":[1,2]}',
  'exact.json': '{"one": 1.0,\n "id": 9007199254740985}',
  'empty.txt': '',
  'weights.bin': 'xxxx',
}

function entry(path: string, kind: ArtifactEntry['kind'] = 'file'): ArtifactEntry {
  const name = path.split('/').at(-1) ?? path
  return { path, name, kind, bytes: kind === 'file' ? (files[path]?.length ?? 0) : null, modifiedAt: null }
}

async function setUp(limit = Infinity) {
  const bridge = createFakeBridge({
    'artifacts.list': ({ path }) => {
      if (path === 'model')
        return ok({ root: '/r', isLocal: true, entries: [entry('model/MLmodel')], isCut: false })
      const names = Object.keys(files).filter((name) => !name.includes('/'))
      const entries = [
        entry('model', 'folder'),
        ...names.map((name) => entry(name)),
        entry('away', 'outside'),
      ]
      return ok({ root: '/r', isLocal: true, entries, isCut: false })
    },
    'artifacts.read': ({ path, from, length }) => {
      if (files[path] === undefined) return fail('not-found', `/r/${path} is not there.`)
      const whole = new TextEncoder().encode(files[path] ?? '')
      const bytes = whole.slice(from, from + Math.min(length, limit))
      return ok({ bytes, from, totalBytes: whole.length })
    },
  })
  const props = { sourceId: 's', owner: { kind: 'run', runId: 'r' } }
  const mounted = await mountApp(ArtifactBrowser, { bridge, props })
  await flushPromises()
  const choose = async (name: string) => {
    await mounted.wrapper
      .findAll('[role=treeitem]')
      .find((item) => item.text().startsWith(name))
      ?.trigger('click')
    await flushPromises()
  }
  const names = () => mounted.wrapper.findAll('[role=treeitem] .name').map((item) => item.text())
  return { ...mounted, bridge, choose, names }
}

describe('ArtifactBrowser', () => {
  it('lists one level, opens folders with → and goes back with ←', async () => {
    const { wrapper, names, bridge } = await setUp()
    expect(names()).toEqual([
      'model',
      'notes.md',
      'scores.csv',
      'settings.json',
      'exact.json',
      'empty.txt',
      'weights.bin',
      'away',
    ])
    const tree = wrapper.get('[role=tree]')
    await tree.trigger('keydown', { key: 'Home' })
    await tree.trigger('keydown', { key: 'ArrowRight' })
    await flushPromises()
    expect(names().slice(0, 2)).toEqual(['model', 'MLmodel'])
    await tree.trigger('keydown', { key: 'ArrowDown' })
    await flushPromises()
    expect(wrapper.get('pre').text()).toContain('flavors')
    await tree.trigger('keydown', { key: 'ArrowLeft' })
    await tree.trigger('keydown', { key: 'ArrowLeft' })
    expect(names()).not.toContain('MLmodel')
    await tree.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(names()).toContain('MLmodel')
    expect(bridge.inputsOf('artifacts.list').length).toBe(2)
  })

  it('shows Markdown without letting any of it become markup', async () => {
    const { wrapper } = await setUp()
    const shown = wrapper.get('.markdown')
    expect(shown.get('h1').text()).toBe('Notes')
    expect(shown.get('strong').text()).toBe('bold')
    expect(shown.find('img').exists()).toBe(false)
    expect(shown.find('a').exists()).toBe(false)
    expect(shown.text()).toContain('<img src=x onerror=alert(1)>')
  })

  it('shows tables, JSON laid out, and says what is empty or cannot be shown', async () => {
    const { wrapper, choose } = await setUp()
    await choose('scores.csv')
    expect(wrapper.findAll('th').map((cell) => cell.text())).toEqual(['name', 'score'])
    expect(wrapper.findAll('td').map((cell) => cell.text())).toEqual(['a, b', '0.5', 'c', '0.25'])
    expect(wrapper.text()).toContain('2 rows')
    await choose('settings.json')
    const lines = () => wrapper.findAll('.json [role=treeitem]').map((line) => line.text())
    expect(lines()).toEqual(['1 member', 'a:2 elements', '1', '2'])
    await wrapper.findAll('.json [role=treeitem]')[1]?.trigger('click')
    expect(lines()).toEqual(['1 member', 'a:2 elements'])
    await wrapper.get('.json').trigger('keydown', { key: 'ArrowRight' })
    expect(lines()).toHaveLength(4)
    await wrapper
      .findAll('[role=radio]')
      .find((one) => one.text() === 'Text')
      ?.trigger('click')
    // As the file has it: read as numbers and written again, the second would be 1 and the third …984.
    expect(wrapper.get('pre').text()).toBe('{"a":[1,2]}')
    await choose('exact.json')
    await wrapper
      .findAll('[role=radio]')
      .find((one) => one.text() === 'Text')
      ?.trigger('click')
    expect(wrapper.get('pre').text()).toBe('{"one": 1.0,\n "id": 9007199254740985}')
    await choose('empty.txt')
    expect(wrapper.text()).toContain('The file is empty.')
    await choose('weights.bin')
    expect(wrapper.text()).toContain('No preview for this kind of file')
  })

  it('shows numbers of JSON as the file has them', async () => {
    const { wrapper, choose } = await setUp()
    await choose('exact.json')
    const lines = wrapper.findAll('.json [role=treeitem]').map((line) => line.text())
    expect(lines).toEqual(['2 members', 'one:1.0', 'id:9007199254740985'])
  })

  it('shows cells of rows that are longer than the first', async () => {
    files['ragged.csv'] = 'a,b\n1,2,3\n4\n'
    const { wrapper, choose } = await setUp()
    await choose('ragged.csv')
    delete files['ragged.csv']
    expect(wrapper.findAll('th').map((cell) => cell.text())).toEqual(['a', 'b', ''])
    expect(wrapper.findAll('td').map((cell) => cell.text())).toEqual(['1', '2', '3', '4', '', ''])
  })

  it('shows a long table in parts, and a wide one in smaller ones', async () => {
    files['long.csv'] = 'a,b\n' + '1,2\n'.repeat(1_200)
    files['wide.csv'] = (Array.from({ length: 120 }, (_, at) => at).join(',') + '\n').repeat(201)
    const { wrapper, choose } = await setUp()
    const more = () => wrapper.findAll('button').find((one) => one.text() === 'Show more rows')
    await choose('long.csv')
    expect(wrapper.text()).toContain('The first 500 rows')
    await more()?.trigger('click')
    await more()?.trigger('click')
    expect(wrapper.text()).toContain('1,200 rows')
    expect(wrapper.text()).not.toContain('The first')
    expect(more()).toBe(undefined)
    await choose('wide.csv')
    delete files['long.csv']
    delete files['wide.csv']
    expect(wrapper.text()).toContain('The first 80 rows, the first 100 of 120 columns')
  })

  it('shows what has no ending of a known kind as text when asked to', async () => {
    const { wrapper, choose } = await setUp()
    await choose('weights.bin')
    await wrapper
      .findAll('button')
      .find((one) => one.text() === 'Show as text')
      ?.trigger('click')
    await flushPromises()
    expect(wrapper.get('pre').text()).toBe('xxxx')
  })

  it('aligns columns of Markdown as written, and says where it stops', async () => {
    files['large.md'] = `| a | b |\n|:--|--:|\n| x | 1 |\n\n${'word\n\n'.repeat(7_000)}`
    const { wrapper, choose } = await setUp()
    await choose('large.md')
    delete files['large.md']
    expect(wrapper.findAll('td').map((cell) => cell.classes())).toEqual([['to-left'], ['to-right']])
    expect(wrapper.text()).toContain('The text goes on.')
  })

  it('reads the files again, and the one that is shown with them', async () => {
    files['train.log'] = 'epoch 1'
    const { wrapper, choose } = await setUp()
    await choose('train.log')
    const again = () => wrapper.get('button[aria-label="Look at the files again"]').trigger('click')
    files['train.log'] = 'epoch 1\nepoch 2'
    files['new.txt'] = ''
    await again()
    await flushPromises()
    expect(wrapper.get('pre').text()).toBe('epoch 1\nepoch 2')
    expect(wrapper.text()).toContain('new.txt')
    delete files['new.txt']
    delete files['train.log']
  })

  it('draws what is in sight of a folder of thousands of files, wherever one is in it', async () => {
    for (let at = 0; at < 5_000; at += 1) files[`many-${at}.txt`] = ''
    const { wrapper, names } = await setUp()
    for (let at = 0; at < 5_000; at += 1) Reflect.deleteProperty(files, `many-${at}.txt`)
    expect(names().length).toBeLessThan(200)
    const tree = wrapper.get('[role=tree]')
    await tree.trigger('keydown', { key: 'End' })
    await flushPromises()
    expect(names().length).toBeLessThan(200)
    expect(names().at(-1)).toBe('away')
    await tree.trigger('keydown', { key: 'ArrowUp' })
    await flushPromises()
    expect(wrapper.get('[aria-selected=true]').text()).toContain('many-4999.txt')
    await tree.trigger('keydown', { key: 'Home' })
    await flushPromises()
    expect(names().at(0)).toBe('model')
  })

  it('says when a file is gone that was shown a moment ago', async () => {
    files['train.log'] = 'a line\n'.repeat(200_000)
    const { wrapper, choose } = await setUp()
    await choose('train.log')
    delete files['train.log']
    await wrapper
      .findAll('button')
      .find((one) => one.text() === 'Read more')
      ?.trigger('click')
    await flushPromises()
    expect(wrapper.get('footer').text()).toContain('/r/train.log is not there.')
    expect(wrapper.get('pre').text()).toContain('a line')
  })

  it('reads a file whose server sends it in small pieces to its end', async () => {
    const { wrapper, bridge } = await setUp(30)
    expect(wrapper.get('.markdown').text()).toContain('bold')
    expect(bridge.inputsOf('artifacts.read').length).toBeGreaterThan(2)
  })

  it('says in the store’s own words why there is nothing', async () => {
    const sentence = 'These artifacts are in Amazon S3 (s3://b/1). Sextant does not fetch from there.'
    const bridge = createFakeBridge({ 'artifacts.list': () => fail('unsupported', sentence) })
    const props = { sourceId: 's', owner: { kind: 'run', runId: 'r' } }
    const { wrapper } = await mountApp(ArtifactBrowser, { bridge, props })
    await flushPromises()
    expect(wrapper.text()).toContain(sentence)
  })
})
