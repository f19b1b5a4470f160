import { expect, it } from 'vitest'
import { knownColumns, processColumns, sortProcesses } from '../../../../renderer/hardware/process-rows'
import { aSample } from '../support/hardware'

const { top } = aSample().processes
const gpu = processColumns.find(({ id }) => id === 'gpu')
const unknown = { value: null, class: 'unavailable' as const, reason: 'not readable' }

it('sorts by any column, unknown values last either way', () => {
  const processes = top.map((process, index) => (index === 1 ? { ...process, gpuRatio: unknown } : process))
  const names = (isAscending: boolean) => sortProcesses(processes, gpu, isAscending).map(({ name }) => name)
  expect(names(false)).toEqual(['python3.12', 'Code Helper (Renderer)', 'mlflow', 'WindowServer'])
  expect(names(true)).toEqual(['mlflow', 'Code Helper (Renderer)', 'python3.12', 'WindowServer'])
})

it('leaves out columns of which nothing is known', () => {
  const blind = top.map((process) => ({
    ...process,
    gpuRatio: unknown,
    watts: unknown,
    aneMemoryBytes: unknown,
  }))
  expect(knownColumns(blind).map(({ id }) => id)).toEqual(['cpu', 'memory'])
})
