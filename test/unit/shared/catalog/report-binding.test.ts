import { describe, expect, it } from 'vitest'
import { bindReport, type ReportProject } from '../../../../shared/catalog/report-binding'

const projects: readonly ReportProject[] = [
  { name: 'lora-finetuning-mlx', path: '/repo/mlops/workspace/lora-finetuning-mlx', root: '/repo' },
  { name: 'lora', path: '/repo/mlops/workspace/lora', root: '/repo' },
  { name: 'compression', path: null, root: '/repo' },
  { name: 'compression', path: '/other/ws/compression', root: '/other' },
]

describe('bindReport', () => {
  it.each<[string, string | null, string, string, string | null]>([
    ['the project it states', 'credit', '/repo/a.json', '/repo', 'credit'],
    ['under its known name', '01_LoRA_Finetuning_MLX', '/x/a.json', '/x', 'lora-finetuning-mlx'],
    ['the folder of a project', null, '/repo/mlops/workspace/lora/reports/a.json', '/repo', 'lora'],
    ['not the folder of one with a longer name', null, '/repo/mlops/workspace/lora-2/a.json', '/repo', null],
    [
      'a folder named after a project',
      null,
      '/repo/projects/02_Compression/reports/a.html',
      '/repo',
      'compression',
    ],
    ['not one of another root', null, '/third/compression/a.html', '/third', null],
    ['not the name of the file', null, '/repo/compression.json', '/repo', null],
    ['nothing', null, '/repo/reports/a.json', '/repo', null],
  ])('takes %s', (_what, project, file, root, expected) => {
    expect(bindReport({ project, file, root }, projects)).toBe(expected)
  })
})
