import { numberFromJson } from '../../shared/json'
import type { Model } from '../../shared/model/registered-model'

/** A model as `toJson` wrote it: measured values may be NaN or infinite, which JSON has as text. */
export function modelOfRecord(record: string): Model {
  const model = JSON.parse(record) as Model
  if (model.logged === undefined) return model
  const metrics = model.logged.metrics.map((metric) => ({
    ...metric,
    value: numberFromJson(metric.value) ?? Number.NaN,
  }))
  return { ...model, logged: { ...model.logged, metrics } }
}
