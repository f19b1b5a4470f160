/** What the help beside the search field shows; docs/SEARCH.md has the same and the rest. */
export interface SearchExample {
  readonly search: string
  readonly meaning: string
}

export const searchExamples: readonly SearchExample[] = [
  { search: 'vision "warm restart"', meaning: 'Words and phrases, anywhere in a run' },
  { search: 'metrics.loss < 0.5', meaning: 'The latest value of a metric' },
  { search: "params.optimizer = 'adam'", meaning: 'A parameter or tag, letter by letter' },
  { search: 'params.lr >= 1e-4', meaning: 'The same by size: the number without quotes' },
  { search: "tags.team ILIKE '%vision%'", meaning: '% any letters, _ one; LIKE minds the case' },
  { search: 'metrics.`val/acc` IS NOT NULL', meaning: 'Runs that have it; odd names in backticks' },
  { search: 'status IN (FAILED, KILLED)', meaning: 'One of several' },
  { search: 'start_time > 7d AND duration > 2h', meaning: 'Started within 7 days, took over 2 hours' },
  { search: "dataset.name = 'train-v3'", meaning: 'Any of a run’s datasets' },
  { search: 'fox AND NOT (metrics.loss = nan OR status = FAILED)', meaning: 'AND, OR, NOT and parentheses' },
]
