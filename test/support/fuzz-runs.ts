/**
 * How many mutations a fuzz test makes: FUZZ_RUNS=2000 is the long run (docs/FORMATS.md), `standard` that of every day.
 */
export function fuzzRuns(standard = 150): number {
  return Number(process.env['FUZZ_RUNS'] ?? standard)
}
