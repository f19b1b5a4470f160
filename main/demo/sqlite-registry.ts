import { type PlannedExperiment, type PlannedModel, registeredAt } from './planned-store'
import { type DemoDatabase, insert } from './sqlite-rows'

/** The model registry in the same database. */
export function writeRegisteredModel(
  database: DemoDatabase,
  model: PlannedModel,
  experiment: PlannedExperiment,
  artifactRoot: string,
): void {
  const { name, description, versions } = model
  const times = versions.map((version) => registeredAt(version))
  insert(database, 'registered_models', [[name, Math.min(...times), Math.max(...times), description]])
  insert(
    database,
    'registered_model_tags',
    model.tags.map(([key, value]) => [key, value, name]),
  )
  versions.forEach((version, index) => {
    const createdAt = registeredAt(version)
    const runFolder = `${artifactRoot}/${experiment.experimentId}/${version.run.runId}`
    const source = `${runFolder}/artifacts/${version.artifactPath}`
    const { runId } = version.run
    insert(database, 'model_versions', [
      [
        name,
        index + 1,
        createdAt,
        createdAt,
        version.description,
        null,
        'None',
        source,
        runId,
        'READY',
        null,
        null,
        source,
      ],
    ])
    insert(
      database,
      'model_version_tags',
      version.tags.map(([key, value]) => [key, value, name, index + 1]),
    )
  })
  insert(
    database,
    'registered_model_aliases',
    model.aliases.map(([alias, version]) => [alias, version, name]),
  )
}
