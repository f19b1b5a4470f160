/** A metric of the v2 family: its type and what it was asked for. */
export interface V2Metric {
  /** "ValueDrift". */
  readonly type: string
  /** Parameters that were set; `tests` and null ones are left out. */
  readonly params: ReadonlyMap<string, unknown>
}

const longestId = 10_000

/**
 * `ValueDrift(column=num,method=psi,threshold=0.1)`, all that 0.7.0 – 0.7.15 say of a metric. Values are Python's
 * `str()` and may hold commas ("columns=num,cat,drift_share=0.3"): a comma counts only before `name=`.
 */
export function parseMetricId(id: string): V2Metric {
  const found = /^([A-Za-z_]\w*)\((.*)\)$/s.exec(id.slice(0, longestId))
  if (found === null) return { type: id, params: new Map() }
  const [, type = id, inner = ''] = found
  const params = new Map<string, unknown>()
  for (const part of inner.split(/,(?=[a-z_]\w*=)/)) {
    const equals = part.indexOf('=')
    if (equals > 0) params.set(part.slice(0, equals), fromPython(part.slice(equals + 1)))
  }
  return { type, params }
}

function fromPython(text: string): unknown {
  if (text === 'None') return null
  if (text === 'True' || text === 'False') return text === 'True'
  return /^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(text) ? Number(text) : text
}

/** A column may be called "3" or "None": as a parameter it is text all the same. */
export function textParam(metric: V2Metric, name: string): string | null {
  const value = metric.params.get(name)
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

export function numberParam(metric: V2Metric, name: string): number | null {
  const value = metric.params.get(name)
  return typeof value === 'number' && !Number.isNaN(value) ? value : null
}
