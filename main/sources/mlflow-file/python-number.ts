const decimal = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/
const notANumber = /^[+-]?nan$/i
const infinite = /^([+-]?)inf(?:inity)?$/i

/**
 * What Python's `float(text)` accepts, which is what MLflow reads a metric with: `1e-05`, `nan`, `-inf`, `Infinity`,
 * `1_000`, `.5`. undefined when Python would refuse. JavaScript's `Number` takes `0x10` and '' and refuses `inf`.
 */
export function parsePythonFloat(text: string): number | undefined {
  if (decimal.test(text)) return Number(text.replaceAll('_', ''))
  if (notANumber.test(text)) return Number.NaN
  const sign = infinite.exec(text)?.[1]
  if (sign === undefined) return undefined
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
