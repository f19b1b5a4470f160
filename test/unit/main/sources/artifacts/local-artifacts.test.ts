import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createArtifactDesk } from '../../../../../main/sources/artifacts/artifact-desk'
import { listLocalArtifacts, readLocalArtifact } from '../../../../../main/sources/artifacts/local-artifacts'
import { recordedPath } from '../../../../../main/sources/artifacts/recorded-place'
import { mostArtifactBytes } from '../../../../../shared/model/artifact'

let folder = ''
let root = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sextant-artifacts-'))
  root = join(folder, 'artifacts')
  mkdirSync(join(root, 'plots'), { recursive: true })
  writeFileSync(join(root, 'plots', 'loss.png'), 'png')
  writeFileSync(join(root, 'model-10.txt'), 'ten')
  writeFileSync(join(root, 'model-9.txt'), 'nine')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
})
afterEach(() => rmSync(folder, { recursive: true }))

const listed = (path: string) => {
  const result = listLocalArtifacts(root, path)
  if (!result.ok) throw new Error(result.error.message)
  return result.value.entries.map(({ path: each, kind, bytes }) => [each, kind, bytes])
}
const codeOf = (result: { ok: boolean; error?: { code: string } }) => (result.ok ? 'ok' : result.error?.code)

describe('listing', () => {
  it('gives one level, folders first, names in human order', () => {
    writeFileSync(join(root, '.DS_Store'), '')
    expect(listed('')).toEqual([
      ['plots', 'folder', null],
      ['model-9.txt', 'file', 4],
      ['model-10.txt', 'file', 3],
    ])
    expect(listed('plots')).toEqual([['plots/loss.png', 'file', 3]])
  })

  it('names links that lead out, nowhere, or to what blocks, without following them', () => {
    symlinkSync('../secret.txt', join(root, 'a-out'))
    symlinkSync('nothing', join(root, 'b-broken'))
    symlinkSync('model-9.txt', join(root, 'c-inside'))
    execFileSync('mkfifo', [join(root, 'd-pipe')])
    expect(listed('').filter(([path]) => /^[a-d]-/.test(String(path)))).toEqual([
      ['a-out', 'outside', null],
      ['b-broken', 'outside', null],
      ['c-inside', 'file', 4],
      ['d-pipe', 'outside', null],
    ])
    expect(codeOf(readLocalArtifact(root, 'a-out', { from: 0, length: 9 }))).toBe('permission')
    expect(codeOf(readLocalArtifact(root, 'd-pipe', { from: 0, length: 9 }))).toBe('invalid-input')
    expect(codeOf(readLocalArtifact(root, 'c-inside', { from: 0, length: 9 }))).toBe('ok')
  })

  it('takes a model that is one file for a tree of one', () => {
    const result = listLocalArtifacts(join(root, 'model-9.txt'), '')
    expect(result.ok && result.value.entries.map(({ path }) => path)).toEqual(['model-9.txt'])
    expect(codeOf(readLocalArtifact(join(root, 'model-9.txt'), 'model-9.txt', { from: 0, length: 4 }))).toBe(
      'ok',
    )
    expect(codeOf(readLocalArtifact(join(root, 'model-9.txt'), 'model-10.txt', { from: 0, length: 4 }))).toBe(
      'permission',
    )
  })

  it('follows the links of a Hugging Face snapshot into the blobs beside it', () => {
    const repository = join(folder, 'models--org--name')
    const snapshot = join(repository, 'snapshots', 'abc')
    mkdirSync(snapshot, { recursive: true })
    mkdirSync(join(repository, 'blobs'))
    writeFileSync(join(repository, 'blobs', 'b1'), 'weights')
    symlinkSync('../../blobs/b1', join(snapshot, 'model.bin'))
    symlinkSync('../../../secret.txt', join(snapshot, 'out'))
    const result = listLocalArtifacts(snapshot, '')
    expect(result.ok && result.value.entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['model.bin', 'file'],
      ['out', 'outside'],
    ])
  })
})

describe('paths', () => {
  const desk = createArtifactDesk(() => null)
  it.each([
    '../secret.txt',
    'plots/../../secret.txt',
    '/etc/passwd',
    'plots//loss.png',
    './a',
    'a\0b',
    'plots/',
  ])('refuses %j', async (path) => {
    const asked = { sourceId: 's', owner: { kind: 'run', runId: 'r' }, place: root, path } as const
    expect(codeOf(await desk.list(asked))).toBe('invalid-input')
    expect(codeOf(await desk.read({ ...asked, range: { from: 0, length: 10 } }))).toBe('invalid-input')
    expect(desk.pathOf(asked).ok).toBe(false)
  })

  it('asks a source that has artifacts of its own, with checked paths', async () => {
    const asked: string[] = []
    const listing = { root: 'https://server', isLocal: false, entries: [], isCut: false }
    const own = createArtifactDesk(
      () =>
        ({
          listArtifacts: async (_owner: unknown, path: string) => {
            asked.push(path)
            return { ok: true, value: listing }
          },
        }) as never,
    )
    const ref = { sourceId: 's', owner: { kind: 'run', runId: 'r' }, place: null } as const
    expect(await own.list({ ...ref, path: 'a/b' })).toEqual({ ok: true, value: listing })
    expect((await own.list({ ...ref, path: '../b' })).ok).toBe(false)
    expect(asked).toEqual(['a/b'])
  })
})

describe('documents for another app', () => {
  const desk = createArtifactDesk(() => null)
  const opened = (path: string) => {
    const owner = { kind: 'run', runId: 'r' } as const
    const found = desk.documentOf({ sourceId: 's', owner, place: root, path })
    return found.ok ? found.value : found.error.code
  }

  it('are what the links lead to, and PDF files by their own name', () => {
    writeFileSync(join(root, 'report.pdf'), '%PDF-1.7')
    symlinkSync('report.pdf', join(root, 'latest.pdf'))
    symlinkSync('report.pdf', join(root, 'latest'))
    writeFileSync(join(root, 'run.command'), '#!/bin/sh')
    symlinkSync('run.command', join(root, 'script.pdf'))
    mkdirSync(join(root, 'bundle.pdf'))
    symlinkSync('../secret.txt', join(root, 'out.pdf'))
    expect(opened('report.pdf')).toBe(join(root, 'report.pdf'))
    expect(opened('latest.pdf')).toBe(join(root, 'report.pdf'))
    expect(opened('latest')).toBe(join(root, 'report.pdf'))
    expect(opened('run.command')).toBe('unsupported')
    expect(opened('script.pdf')).toBe('unsupported')
    expect(opened('bundle.pdf')).toBe('unsupported')
    expect(opened('out.pdf')).toBe('permission')
    expect(opened('none.pdf')).toBe('not-found')
  })
})

describe('recorded places', () => {
  it.each([
    [null, /no place/],
    ['s3://bucket/1/run/artifacts', /Amazon S3.*s3:\/\/bucket.*does not fetch/],
    ['gs://bucket/a', /Google Cloud Storage/],
    ['mlflow-artifacts:/1/run/artifacts', /tracking server/],
    ['runs:/abc/model', /nothing of that name/],
    ['C:\\runs\\1', /not a place on this Mac/],
    ['file://otherhost/a', /another machine/],
  ])('%s is said plainly', (place, sentence) => {
    const result = recordedPath(place)
    expect(result.ok ? '' : result.error.message).toMatch(sentence)
  })
})

describe('reading', () => {
  it('gives pieces with the size of the whole, and nothing past the end', () => {
    const size = mostArtifactBytes + 10
    writeFileSync(join(root, 'large.bin'), Buffer.alloc(size, 7))
    const first = readLocalArtifact(root, 'large.bin', { from: 0, length: size })
    expect(first.ok && [first.value.bytes.length, first.value.totalBytes]).toEqual([mostArtifactBytes, size])
    const rest = readLocalArtifact(root, 'large.bin', { from: mostArtifactBytes, length: 100 })
    expect(rest.ok && rest.value.bytes.length).toBe(10)
    const past = readLocalArtifact(root, 'large.bin', { from: size + 5, length: 100 })
    expect(past.ok && past.value.bytes.length).toBe(0)
  })
})
