import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createArtifactLocator } from '../../../../../main/sources/mlflow-sqlite/artifact-locator'
import {
  defaultRunFolder,
  recordedPathOf,
  rerootedPathsOf,
} from '../../../../../main/sources/mlflow-sqlite/artifact-uri'
import { goldenIds } from '../../../../contract/golden-store'
import { goldenDatabase, poll, sourceOn, testFolder } from './store-under-test'

describe('what a recorded URI can mean', () => {
  it.each([
    ['/Users/me/mlruns/1/ab/artifacts', '/Users/me/mlruns/1/ab/artifacts'],
    ['file:///Users/me/my%20runs/1', '/Users/me/my runs/1'],
    ['file:/Users/me/mlruns/1', '/Users/me/mlruns/1'],
    ['file://localhost/Users/me/mlruns/1', '/Users/me/mlruns/1'],
    ['./mlruns/0/ab/artifacts', '/store/mlruns/0/ab/artifacts'],
    ['mlruns/0/ab/artifacts', '/store/mlruns/0/ab/artifacts'],
    ['s3://bucket/1/ab', null],
    ['mlflow-artifacts:/1/ab/artifacts', null],
    ['file://other-host/share/mlruns', null],
    ['file:///bad%zz', null],
    ['C:\\Users\\me\\mlruns\\1', null],
    ['', null],
  ])('%s as a path: %s', (uri, path) => {
    expect(recordedPathOf(uri, '/store')).toBe(path)
  })

  it.each([
    [
      '/Users/other/mlruns/1/ab/artifacts',
      ['/store/mlruns/1/ab/artifacts', '/store/mlartifacts/1/ab/artifacts'],
    ],
    ['/home/a/mlruns/b/mlartifacts/1/ab', ['/store/mlartifacts/1/ab', '/store/mlruns/1/ab']],
    ['file:///D:/code/week%202/mlruns/1/a%20b', ['/store/mlruns/1/a b', '/store/mlartifacts/1/a b']],
    ['C:\\work\\mlruns\\1\\ab', ['/store/mlruns/1/ab', '/store/mlartifacts/1/ab']],
    [
      'mlflow-artifacts:/1/ab/artifacts',
      ['/store/mlartifacts/1/ab/artifacts', '/store/mlruns/1/ab/artifacts'],
    ],
    ['mlflow-artifacts://host:5000/1/ab', ['/store/mlartifacts/1/ab', '/store/mlruns/1/ab']],
    ['/Users/other/mlruns/../../../etc', []],
    ['/Users/other/mlruns', []],
    ['s3://bucket/1/ab', []],
  ])('%s moved here with its store', (uri, paths) => {
    expect(rerootedPathsOf(uri, '/store')).toEqual(paths)
  })

  it('does not make paths of ids that are none', () => {
    expect(defaultRunFolder('1', 'ab', '/store')).toBe('/store/mlruns/1/ab/artifacts')
    expect([defaultRunFolder('1', '../..', '/store'), defaultRunFolder('', 'ab', '/store')]).toEqual([
      null,
      null,
    ])
  })
})

describe('where artifacts are', () => {
  it('shows what exists, else where it will be made, else the URI', async () => {
    const { root } = await testFolder()
    mkdirSync(join(root, 'mlruns/1/ab/artifacts'), { recursive: true })
    mkdirSync(join(root, 'elsewhere/1'), { recursive: true })
    const { uriOf, folderOf } = createArtifactLocator(root)
    const run = { experimentId: '1', runId: 'ab' }
    const moved = join(root, 'mlruns/1/ab/artifacts')
    const recorded = join(root, 'elsewhere/1/ab/artifacts')
    expect(await uriOf({ ...run, uri: recorded })).toBe(moved)
    expect(await folderOf({ ...run, uri: recorded })).toBe(moved)
    expect(await uriOf({ ...run, uri: '/not/here/mlruns/1/ab/artifacts' })).toBe(moved)
    expect(await uriOf({ ...run, uri: null })).toBe(moved)
    const other = { experimentId: '1', runId: 'cd' }
    const later = join(root, 'elsewhere/1/cd/artifacts')
    expect(await uriOf({ ...other, uri: later })).toBe(later)
    expect(await uriOf({ ...other, uri: '/not/here/mlruns/1/cd/artifacts' })).toBe(
      '/not/here/mlruns/1/cd/artifacts',
    )
    expect(await folderOf({ experimentId: '1', runId: 'cd', uri: 's3://bucket/cd' })).toBeNull()
  })

  it('is the same for runs of one experiment as for each of them by itself', async () => {
    const { root } = await testFolder()
    const [moved, here, nowhere] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [
      string,
      string,
      string,
    ]
    mkdirSync(join(root, 'mlartifacts/1', moved), { recursive: true })
    mkdirSync(join(root, 'elsewhere/1', here), { recursive: true })
    const { uriOf, forget } = createArtifactLocator(root)
    const uris = (before: string) =>
      Promise.all(
        [moved, here, nowhere].map((runId) =>
          uriOf({ runId, experimentId: '1', uri: `${before}/${runId}/artifacts` }),
        ),
      )
    const at = (folder: string, runId: string) => join(root, folder, '1', runId, 'artifacts')
    const other = '/not/here/mlruns/1'
    expect(await uris(other)).toEqual([
      at('mlartifacts', moved),
      `${other}/${here}/artifacts`,
      `${other}/${nowhere}/artifacts`,
    ])
    const elsewhere = join(root, 'elsewhere/1')
    const found = [`${elsewhere}/${moved}/artifacts`, at('elsewhere', here), at('elsewhere', nowhere)]
    expect(await uris(elsewhere)).toEqual(found)
    expect(await uris(`file://${elsewhere}`)).toEqual(found)
    expect((await uris('mlflow-artifacts:/1'))[0]).toBe(at('mlartifacts', moved))
    // The run's id stands for a server here, and is no part of the path: such URIs say nothing about each other.
    const served = join(root, 'mlartifacts/artifacts')
    expect(await uris('mlflow-artifacts:/')).toEqual([served, served, served])
    mkdirSync(join(root, 'mlruns/1', nowhere), { recursive: true })
    expect((await uris(other))[2]).toBe(`${other}/${nowhere}/artifacts`)
    forget()
    expect((await uris(other))[2]).toBe(at('mlruns', nowhere))
  })

  it('is told by the source: the artifacts, else the folder of the database', async () => {
    const store = await goldenDatabase()
    store.writer
      .prepare('UPDATE runs SET artifact_uri = ? WHERE run_uuid = ?')
      .run(`/Users/other/mlruns/9/${goldenIds.child}/artifacts`, goldenIds.child)
    const folder = join(store.root, 'mlruns/9', goldenIds.child, 'artifacts')
    mkdirSync(folder, { recursive: true })
    const source = sourceOn(store)
    expect(await source.pathOf(goldenIds.child)).toBe(folder)
    expect(await source.pathOf(goldenIds.finished)).toBe(store.root)
    const { runs } = await poll(source)
    expect(runs.find((run) => run.runId === goldenIds.child)?.artifactUri).toBe(folder)
  })

  it('finds the bytes of a model that was moved here with the store', async () => {
    const store = await goldenDatabase()
    const path = join(store.root, 'mlruns/1/models/m-1/artifacts')
    store.writer.exec(
      `UPDATE logged_models SET artifact_location = 'file:///D:/x/mlruns/1/models/m-1/artifacts'`,
    )
    expect((await poll(sourceOn(store))).models.find((model) => model.kind === 'logged-model')?.path).toMatch(
      /^file:/,
    )
    mkdirSync(path, { recursive: true })
    writeFileSync(join(dirname(path), 'MLmodel'), '')
    const { models } = await poll(sourceOn(store))
    expect(models.filter((model) => model.kind === 'logged-model').map((model) => model.path)).toEqual([
      path,
      path,
    ])
  })
})
