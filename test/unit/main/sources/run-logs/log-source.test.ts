import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogFormat } from '../../../../../main/sources/run-logs/log-format'
import { createLogSource } from '../../../../../main/sources/run-logs/log-source'
import { endSentence, endTag, fallTagName } from '../../../../../main/sources/run-logs/run-of'
import { pollSource } from '../../../../support/source-poll'
import { testServices } from '../../../../support/source-services'

/** Lines `step value [time]`, or `restart step`: the least that a log can be. Notes which bytes it was given. */
function linesFormat(given: string[]): LogFormat {
  return {
    noun: 'test log',
    list: (location) => [
      {
        runId: 'a',
        name: 'a',
        folder: location,
        experimentId: 'e',
        experimentName: 'E',
        parentRunId: null,
        files: ['one', 'two'].map((name) => ({
          path: join(location, name),
          role: '',
          mode: 'append' as const,
        })),
      },
    ],
    open: (_file, sink) => ({
      fault: null,
      read(bytes) {
        const end = bytes.lastIndexOf(10) + 1
        const text = bytes.toString('utf8', 0, end)
        if (text !== '') given.push(text)
        for (const line of text.split('\n').filter(Boolean)) {
          const [step = '', value = '', time] = line.split(' ')
          if (step === 'restart') sink.restart(Number(value))
          else sink.point('loss', Number(step), time === undefined ? NaN : Number(time), Number(value))
        }
        return end
      },
    }),
  }
}

const minute = 60_000
let root: string
let given: string[]
let now: number
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'log-source-'))
  given = []
  now = Date.now()
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function make() {
  const spec = { id: 's', kind: 'tensorboard', location: root, root } as const
  return createLogSource({ spec, services: testServices({ now: () => now }), format: linesFormat(given) })
}

const write = (name: string, text: string) => appendFileSync(join(root, name), text)
const never = new AbortController().signal

async function valuesOf(source: ReturnType<typeof make>): Promise<number[]> {
  const series = await source.series('a', ['loss'], never)
  return series.ok ? [...(series.value[0]?.value ?? [])] : []
}

describe('a source of logs', () => {
  it('reads every byte once, and a half-written line when the rest has come', async () => {
    const source = make()
    write('one', '0 5\n1 4\n2 ')
    await pollSource(source)
    write('one', '3\n3 2\n')
    const { runs } = await pollSource(source)
    expect(given).toEqual(['0 5\n1 4\n', '2 3\n3 2\n'])
    expect(runs[0]?.metrics['loss']).toMatchObject({ step: 3, value: 2 })
    given.length = 0
    expect(await valuesOf(source)).toEqual([5, 4, 3, 2])
    write('one', '4 1\n')
    expect(await valuesOf(source)).toEqual([5, 4, 3, 2, 1])
    expect(given).toEqual(['0 5\n1 4\n2 3\n3 2\n', '4 1\n'])
  })

  it('reads a file again that was cut short, replaced, or written over in place', async () => {
    const source = make()
    write('one', '0 5\n1 4\n')
    await pollSource(source)
    truncateSync(join(root, 'one'), 4)
    expect((await pollSource(source)).runs[0]?.metrics['loss']).toMatchObject({ step: 0, value: 5 })
    writeFileSync(join(root, 'new'), '0 9\n1 8\n2 7\n')
    renameSync(join(root, 'new'), join(root, 'one'))
    expect((await pollSource(source)).runs[0]?.metrics['loss']).toMatchObject({ step: 2, value: 7 })
    expect(await valuesOf(source)).toEqual([9, 8, 7])
  })

  it.each([
    ['a header that only differs far behind its beginning', (first: string) => `${first}0 9\n`],
    ['rows that only differ behind the first ones', () => `${' '.repeat(400)}\n0 5\n7 7\n`],
  ])('reads a file again that was written anew in place, longer, with %s', async (_name, written) => {
    const source = make()
    const blank = `${' '.repeat(400)}\n`
    write('one', `${blank}0 5\n1 4\n`)
    await pollSource(source)
    given.length = 0
    const anew = `${written(`${' '.repeat(402)}\n`)}2 7\n3 6\n`
    writeFileSync(join(root, 'one'), anew)
    await pollSource(source)
    expect(given).toEqual([anew])
  })

  it('joins files in order, and lets a later attempt stand where steps fall back', async () => {
    const source = make()
    write('one', '0 10\n1 9\n2 8\n3 7\n')
    write('two', '2 80\n')
    const { runs } = await pollSource(source)
    expect(runs[0]?.metrics['loss']).toMatchObject({ step: 2, value: 80 })
    expect(await valuesOf(source)).toEqual([10, 9, 80])
  })

  it('says when a log that began again hides what it held before', async () => {
    const source = make()
    write('one', '10 5\n20 4\n30 3\n40 2\n')
    expect((await pollSource(source)).runs[0]?.tags).toEqual({})
    write('one', '10 4\n20 3\n15 2\n')
    expect((await pollSource(source)).runs[0]?.tags).toEqual({
      [fallTagName]:
        'The step fell back, at most from 40 to 10: what was logged before at steps that came again, and later ones, is not shown.',
    })
    expect(await valuesOf(source)).toEqual([4, 2])
  })

  it('goes back to what stands when a restart voids the newest value', async () => {
    const source = make()
    write('one', '0 10\n1 9\n2 8\n')
    write('two', 'restart 2\n')
    const { runs } = await pollSource(source)
    expect(runs[0]?.metrics['loss']).toMatchObject({ step: 1, value: 9 })
    expect(await valuesOf(source)).toEqual([10, 9])
    write('two', 'restart 0\n')
    expect((await pollSource(source)).runs[0]?.metrics).toEqual({})
  })

  it('dates what stands again by the file where the log has no times', async () => {
    const source = make()
    write('one', '0 10\n1 9\n')
    write('two', 'restart 1\n')
    const { runs } = await pollSource(source)
    const writtenAt = Math.round(statSync(join(root, 'two')).mtimeMs)
    expect(runs[0]?.metrics['loss']).toEqual({ step: 0, value: 10, timestamp: writtenAt })
  })

  it('says RUNNING only while the log grows', async () => {
    const source = make()
    write('one', `0 5 ${now - 2 * minute}\n`)
    const first = (await pollSource(source)).runs[0]
    expect(first).toMatchObject({ status: 'RUNNING', endTime: null, startTime: now - 2 * minute })
    const at = now
    now += 16 * minute
    const later = (await pollSource(source)).runs[0]
    expect(later).toMatchObject({
      status: 'FINISHED',
      endTime: at - 2 * minute,
      tags: { [endTag]: endSentence },
    })
    expect((await pollSource(source)).batches).toEqual([])
    write('one', `1 4 ${now}\n`)
    expect((await pollSource(source)).runs[0]).toMatchObject({ status: 'RUNNING', tags: {} })
  })

  it('does not take a fresh copy of an old log for a run that goes on', async () => {
    const source = make()
    write('one', `0 5 ${now - 24 * 60 * minute}\n`)
    expect((await pollSource(source)).runs[0]?.status).toBe('FINISHED')
  })

  it('waits longer for a log that was slow before', async () => {
    const source = make()
    write('one', `0 5 ${now - 70 * minute}\n1 4 ${now - 30 * minute}\n`)
    expect((await pollSource(source)).runs[0]?.status).toBe('RUNNING')
  })

  it('takes the file’s time for the newest value where a log keeps none, and gives the history no time', async () => {
    const source = make()
    write('one', '0 5\n')
    const writtenAt = Math.round(statSync(join(root, 'one')).mtimeMs)
    expect((await pollSource(source)).runs[0]?.metrics['loss']?.timestamp).toBe(writtenAt)
    const series = await source.series('a', ['loss'], never)
    expect(series.ok && [...(series.value[0]?.timestamp ?? [])]).toEqual([NaN])
  })
})
