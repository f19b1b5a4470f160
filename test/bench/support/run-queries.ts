import type { RunQueryInput } from '../../../shared/model/run-query'

/** What a user asks of a large run table: orders, filters, words, comparisons. */
export const runQueries: Readonly<Record<string, RunQueryInput>> = {
  newest: {},
  'deep page': { offset: 90_000 },
  'by loss': { sort: 'metrics.loss', descending: false },
  'by loss, last page': { sort: 'metrics.loss', offset: 99_900 },
  'by parameter': { sort: 'params.param_3', descending: true },
  'by name': { sort: 'name', descending: false },
  'by duration': { sort: 'duration' },
  'by status': { sort: 'status', descending: false },
  'failed by loss': { statuses: ['FAILED'], sort: 'metrics.loss', descending: false },
  'one experiment by metric': { sort: 'metrics.metric_2' },
  'word of every run': { text: 'train' },
  'word of a third': { text: 'vision' },
  'name of one run': { text: 'run-77777' },
  'two words by loss': { text: 'vision param_3=17', sort: 'metrics.loss', descending: false },
  'part of an id': { text: '0001b' },
  'one letter': { text: 'a' },
  'of notes': { text: 'checked 3th', sort: 'startTime' },
  'a comparison by loss': { text: 'metrics.loss < 0.5', sort: 'metrics.loss', descending: false },
  'words and comparisons': {
    text: "vision params.param_3 > 50 AND NOT (status = FAILED OR run_name LIKE '%7')",
  },
  'pattern of every name': { text: "run_name ILIKE '%77%'", sort: 'name' },
  'nothing found': { text: 'no such word', sort: 'name' },
}
