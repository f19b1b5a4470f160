import type { ModelRow } from '../../../shared/model/model-query'
import type { useFormat } from '../../composables/useFormat'
import { shortPath } from '../../format/paths'
import { kindHints, kindNames } from './model-columns'

type Format = ReturnType<typeof useFormat>

/** As FactList shows them. */
interface Fact {
  readonly label: string
  readonly text: string
  readonly hint?: string
}

/** What the store says of a model; its files are the inspector's to tell. */
export function modelFacts(model: ModelRow, format: Format): readonly Fact[] {
  const facts: (Fact | null)[] = [
    { label: 'Kind', text: kindNames[model.kind], hint: kindHints[model.kind] },
    fact('Version', model.version),
    fact('Stage', model.stage ?? null),
    fact('Type', model.logged?.modelType ?? null),
    fact('Status', model.status),
    fact('Status message', model.logged?.statusMessage ?? null),
    fact('Project', model.project),
    { label: 'Created', text: format.dateTime(model.createdAt) },
    model.updatedAt === null || model.updatedAt === model.createdAt
      ? null
      : { label: 'Changed', text: format.dateTime(model.updatedAt) },
    model.path === null ? null : { label: 'Place', text: shortPath(model.path), hint: model.path },
    fact('Description', model.description),
  ]
  return facts.filter((each) => each !== null)
}

function fact(label: string, text: string | null): Fact | null {
  return text === null || text === '' ? null : { label, text }
}
