import { expect, it } from 'vitest'
import { createArtifactHandlers, type ArtifactShell } from '../../../main/artifact-handlers'
import { createSaveDesk } from '../../../main/engine/save-desk'
import type { DataClient, SourcesClient } from '../../../main/threads/contract'
import { fail, ok } from '../../../shared/result'
import { createFakeClock } from '../../support/fake-clock'
import { deferred } from '../renderer/support/fake-bridge'

const bounds = { x: 0, y: 0, width: 1, height: 1 }
const asked = (path: string) => ({
  sourceId: 's',
  owner: { kind: 'run', runId: 'r' } as const,
  path,
  bounds,
})

/** Files arrive when told; what is shown in the end is what counts. */
function setUp() {
  const files = new Map<string, ReturnType<typeof deferred<null>>>()
  const fileOf = (path: string) => {
    const file = files.get(path) ?? deferred<null>()
    files.set(path, file)
    return file
  }
  const data = { call: async () => ok('/artifacts') } as unknown as DataClient
  const sources = {
    call: async (_name: string, { path }: { path: string }) => {
      await fileOf(path).promise
      return ok({ bytes: Buffer.from(path), from: 0, totalBytes: path.length })
    },
  } as unknown as SourcesClient
  let shown: string | null = null
  const shell: ArtifactShell = {
    save: async () => null,
    openPath: async () => '',
    page: {
      show: async (html) => {
        shown = Buffer.from(html).toString()
        return ok(null)
      },
      move: () => {},
      cover: () => {},
      hide: () => void (shown = null),
    },
  }
  const saves = createSaveDesk({ clock: createFakeClock(), stopFilling: () => {}, onChange: () => {} })
  const { handlers } = createArtifactHandlers({ data, sources, saves, shell })
  return { handlers, arrive: (path: string) => fileOf(path).resolve(null), shown: () => shown }
}

it('does not show a page whose place went while it was read', async () => {
  const { handlers, arrive, shown } = setUp()
  const late = handlers['page.show'](asked('a.html'))
  await handlers['page.hide'](undefined)
  arrive('a.html')
  expect(await late).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  expect(shown()).toBe(null)
})

it('shows the page that was asked for last, whichever was read last', async () => {
  const { handlers, arrive, shown } = setUp()
  const first = handlers['page.show'](asked('a.html'))
  await handlers['page.hide'](undefined)
  const second = handlers['page.show'](asked('b.html'))
  arrive('b.html')
  expect(await second).toEqual(ok(null))
  arrive('a.html')
  expect(await first).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  expect(shown()).toBe('b.html')
})

it('has a copy filled beside the place that the user chose, and does nothing when none was', async () => {
  const filled: unknown[] = []
  const data = { call: async () => ok('/artifacts') } as unknown as DataClient
  const sources = {
    call: async (name: string, input: unknown) => {
      filled.push([name, input])
      return fail('unavailable', 'lab:5000 broke off.')
    },
  } as unknown as SourcesClient
  let chosen: string | null = null
  const suggested: string[] = []
  const shell = {
    save: async (name: string) => (suggested.push(name), chosen),
  } as unknown as ArtifactShell
  const saves = createSaveDesk({ clock: createFakeClock(), stopFilling: () => {}, onChange: () => {} })
  const { handlers } = createArtifactHandlers({ data, sources, saves, shell })
  const { bounds: _, ...artifact } = asked('model/weights.bin')
  expect(await handlers['artifacts.saveAs'](artifact)).toEqual(ok(null))
  expect(filled).toEqual([])
  chosen = '/nowhere/copy.bin'
  expect(await handlers['artifacts.saveAs'](artifact)).toEqual(fail('unavailable', 'lab:5000 broke off.'))
  const place = { saveId: 1, target: chosen, file: `${chosen}.sextant-part` }
  expect(filled).toEqual([['saveArtifact', { ...artifact, place: '/artifacts', ...place }]])
  expect(suggested).toEqual(['weights.bin', 'weights.bin'])
  expect(await handlers['saves.list'](undefined)).toEqual(ok([]))
})
