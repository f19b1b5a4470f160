import type { ExperimentSummary, ProjectSummary } from '../../../shared/model/snapshot'
import type { SourceStatus } from '../../../shared/model/source'

/** The sources a project is put together from: the one that declares it and those that hold its experiments. */
export function sourcesOfProject(
  project: ProjectSummary,
  experiments: readonly ExperimentSummary[],
  sources: readonly SourceStatus[],
): readonly SourceStatus[] {
  const ids = new Set([project.sourceId, ...experiments.map(({ sourceId }) => sourceId)])
  return sources.filter(({ id }) => ids.has(id))
}
