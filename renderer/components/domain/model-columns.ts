import type { ModelRow, ModelSort } from '../../../shared/model/model-query'
import type { ModelKind } from '../../../shared/model/registered-model'
import type { useFormat } from '../../composables/useFormat'
import { formatParameters } from '../../format/parameters'
import type { GridColumn } from '../base/grid-column'

export interface ModelColumn extends GridColumn {
  readonly id: ModelSort | 'runName'
}

function column(
  id: ModelColumn['id'],
  title: string,
  widthPx: number,
  align: 'left' | 'right' = 'left',
): ModelColumn {
  const descendingFirst = align === 'right' || id === 'version' || id === 'createdAt'
  return { id, title, hint: title, widthPx, align, descendingFirst, isSortable: id !== 'runName' }
}

const all: readonly ModelColumn[] = [
  column('name', 'Name', 210),
  column('version', 'Version', 142),
  column('kind', 'Kind', 100),
  column('bytes', 'Size', 88, 'right'),
  column('parameterCount', 'Parameters', 100, 'right'),
  column('precision', 'Precision', 146),
  column('createdAt', 'Created', 100),
  column('runName', 'Source run', 190),
  column('project', 'Project', 190),
]

/** A project's own page has no use for the project. */
export function modelColumns(hasProject: boolean): readonly ModelColumn[] {
  return hasProject ? all : all.filter(({ id }) => id !== 'project')
}

export const kindNames: Readonly<Record<ModelKind, string>> = {
  'registered-version': 'Registry',
  'logged-model': 'Logged',
  'workspace-model': 'Workspace',
  output: 'Output',
  'bento-model': 'BentoML',
  'hub-snapshot': 'Hugging Face',
}

export const kindHints: Readonly<Record<ModelKind, string>> = {
  'registered-version': 'A version in a model registry',
  'logged-model': 'A model that MLflow logged with a run',
  'workspace-model': 'A folder in a project’s models',
  output: 'A checkpoint or other weights among a project’s outputs',
  'bento-model': 'A version in BentoML’s model store',
  'hub-snapshot': 'A revision in the Hugging Face cache',
}

type Format = ReturnType<typeof useFormat>

/** Text of a cell, and what its tooltip says. */
export function modelCell(
  model: ModelRow,
  id: ModelColumn['id'],
  now: number,
  format: Format,
): { readonly text: string; readonly hint: string } {
  switch (id) {
    case 'name':
      return { text: model.name, hint: model.description ?? model.name }
    case 'version':
      return { text: model.version ?? '–', hint: model.version ?? 'No version' }
    case 'kind':
      return { text: kindNames[model.kind], hint: kindHints[model.kind] }
    case 'bytes':
      return {
        text: format.bytes(model.bytes),
        hint: model.bytes === null ? sizeReason(model) : format.counted(model.bytes, 'byte'),
      }
    case 'parameterCount':
      return {
        text: formatParameters(model.parameterCount),
        hint:
          model.parameterCount === null
            ? 'The files do not say'
            : `${format.count(model.parameterCount)} parameters`,
      }
    case 'precision':
      return { text: model.precision ?? model.format ?? '–', hint: model.format ?? 'The files do not say' }
    case 'createdAt':
      return { text: format.ago(model.createdAt, now), hint: format.dateTime(model.createdAt) }
    case 'runName':
      return { text: model.runName ?? '–', hint: model.runName ?? 'No source run is known' }
    case 'project':
      return { text: model.project ?? '–', hint: model.project ?? 'Belongs to no project' }
  }
}

function sizeReason(model: ModelRow): string {
  if (model.path === null) return 'The store names no place for this model'
  return model.path.startsWith('/') ? 'Not measured, or not on this Mac' : `Kept elsewhere: ${model.path}`
}
