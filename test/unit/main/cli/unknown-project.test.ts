import { describe, expect, it } from 'vitest'
import { unknownProject } from '../../../../main/cli/snapshot-document'

const project = (name: string) => ({
  name,
  sourceId: 's',
  path: null,
  metadata: {},
  createdAt: null,
  updatedAt: null,
  lastRunAt: null,
  experimentCount: 0,
  runCount: 0,
  activeRunCount: 0,
  failedRunCount: 0,
  modelCount: 0,
  problem: null,
})

describe('a project that nobody has', () => {
  const projects = [project('lora'), project('style')]
  it.each([
    [projects, null, null],
    [projects, 'lora', null],
    [projects, 'Lora', 'There is no project “Lora”; those that were read are “lora”, “style”.'],
    [[], 'lora', 'There is no project “lora”: nothing that was read belongs to a project.'],
  ])('is told beside the empty document', (known, wanted, sentence) => {
    expect(unknownProject({ projects: known }, wanted)).toBe(sentence)
  })
})
