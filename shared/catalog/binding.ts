/**
 * Which project an experiment or run belongs to: by the experiment id recorded in the workspace, else the
 * experiment's tag `project`, else the run's tag, else by name.
 */
export interface BindableProject {
  readonly name: string
  readonly root: string
  readonly experimentId: string | null
  readonly trackingUri: string | null
}

export interface BindableExperiment {
  readonly experimentId: string
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  /** The root and place of the store that holds it. */
  readonly root: string
  readonly location: string
}

export interface ExperimentBinding {
  readonly project: string | null
  /** Bound by id or tag: a run's own tag does not override it. A match by name is weaker than a run's tag. */
  readonly isCertain: boolean
}

export function bindExperiment(
  experiment: BindableExperiment,
  projects: readonly BindableProject[],
): ExperimentBinding {
  const tagged = nonEmpty(experiment.tags['project'])
  const byId = projects.find((project) => isSameExperiment(experiment, project))
  if (byId && !(isCountedId(experiment.experimentId) && tagged !== null && tagged !== byId.name)) {
    return { project: byId.name, isCertain: true }
  }
  if (tagged !== null) return { project: tagged, isCertain: true }
  const wanted = normalizeName(experiment.name)
  const byName = projects.find((project) => normalizeName(project.name) === wanted)
  return { project: byName?.name ?? null, isCertain: false }
}

export function bindRun(runTag: string | undefined, experiment: ExperimentBinding): string | null {
  return experiment.isCertain ? experiment.project : (nonEmpty(runTag) ?? experiment.project)
}

/** Experiment ids are per tracking store: one counts only in a store of the same root or at the recorded address. */
function isSameExperiment(experiment: BindableExperiment, project: BindableProject): boolean {
  if (project.experimentId === null || project.experimentId !== experiment.experimentId) return false
  return experiment.root === project.root || project.trackingUri === experiment.location
}

/** SQLite stores count up from 0, so that two stores of one root both hold an experiment 1; random ids never meet. */
function isCountedId(experimentId: string): boolean {
  return experimentId.length < 10
}

/** `01_LoRA_Finetuning_MLX` and `lora-finetuning-mlx` are one project: the toolkit's CLI derives names so. */
export function normalizeName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^\d{2}-/, '')
}

function nonEmpty(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text
}
