import { runStatuses, type LifecycleStage, type RunStatus } from '../../../shared/model/run'
import { datasetParts, type DatasetPart } from '../../../shared/search/fields'
import { growingBytes, growingFloats, growingInts, type Growing } from './growing'
import { noPacking, noSlot, packEntries, packSlots, type Packing } from './packing'
import { TextColumn } from './text-column'

/** A run as the index takes it in; `row` is its key in the database. */
export interface IndexedRun {
  readonly row: number
  readonly sourceId: string
  readonly runId: string
  readonly experimentId: string
  readonly name: string
  readonly status: RunStatus
  /** Epoch ms. */
  readonly startTime: number | null
  readonly endTime: number | null
  readonly lastWriteAt: number | null
  readonly lifecycleStage: LifecycleStage
  readonly userName: string | null
  /** The run's own tag `project`, which counts where its experiment is not bound for certain. */
  readonly projectTag: string | null
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, { readonly value: number }>>
  readonly datasets: readonly Readonly<Record<DatasetPart, string | null>>[]
}

export interface IndexedExperiment {
  readonly sourceId: string
  readonly experimentId: string
  readonly name: string
  readonly project: string | null
  readonly isCertain: boolean
}

/** Values of one metric, by slot; only runs that logged it have an entry. */
export interface MetricColumn {
  readonly slots: Growing<Uint32Array>
  readonly values: Growing<Float64Array>
}

/** Longer values are searched, compared and sorted by their beginning. */
export const longestIndexedValue = 400
const fewestDead = 5_000
const noText = 0xffff_ffff

/**
 * All runs in columns, in memory: 100 000 runs are filtered, searched and sorted in some ms, where SQL over the same
 * rows took 50 to 900 ms (docs/BENCHMARKS.md). What it holds is a copy of the database's tables.
 *
 * A run has a slot; a changed run gets a new one and the old one dies, so that columns only ever grow at their end.
 * When a fifth of them is dead, the columns are packed.
 */
export class RunIndex {
  readonly rows = growingInts()
  readonly alive = growingBytes()
  readonly statuses = growingBytes()
  readonly deleted = growingBytes()
  readonly starts = growingFloats()
  readonly ends = growingFloats()
  readonly lastWrites = growingFloats()
  readonly experiments = growingInts()
  readonly projectTags = growingInts()
  readonly names = new TextColumn('name')
  readonly ids = new TextColumn('name')
  readonly users = new TextColumn('name')
  readonly params = new Map<string, TextColumn>()
  /** Tags that are searched, and those of MLflow itself, which only a filter asks for. */
  readonly tags = new Map<string, TextColumn>()
  readonly systemTags = new Map<string, TextColumn>()
  readonly metrics = new Map<string, MetricColumn>()
  /** A run has an entry for each of its datasets. */
  readonly datasets: Readonly<Record<DatasetPart, TextColumn>> = {
    name: new TextColumn('name'),
    digest: new TextColumn('name'),
    context: new TextColumn('name'),
  }
  readonly experimentList: IndexedExperiment[] = []
  /** Project names, of tags and experiments. */
  readonly projects: string[] = []
  readonly #experimentOf = new Map<string, number>()
  readonly #projectOf = new Map<string, number>()
  #slotOfRow = growingInts()
  #dead = 0
  #version = 0
  #experimentEpoch = 0
  #packing: Packing = noPacking

  /** Rises with every change: what was worked out of an older one no longer holds. */
  get version(): number {
    return this.#version
  }

  /** Rises when runs may have another experiment's name or project; else slots only come to the end, and die. */
  get experimentEpoch(): number {
    return this.#experimentEpoch
  }

  /** The last time that slots were numbered anew. */
  get packing(): Packing {
    return this.#packing
  }

  get slotCount(): number {
    return this.alive.count
  }

  get runCount(): number {
    return this.alive.count - this.#dead
  }

  has(row: number): boolean {
    return row < this.#slotOfRow.count && this.#slotOfRow.at(row) !== noSlot
  }

  put(run: IndexedRun): void {
    this.remove(run.row)
    this.#version++
    const slot = this.alive.count
    this.alive.push(1)
    this.rows.push(run.row)
    this.statuses.push(runStatuses.indexOf(run.status))
    this.deleted.push(run.lifecycleStage === 'deleted' ? 1 : 0)
    this.starts.push(run.startTime ?? NaN)
    this.ends.push(run.endTime ?? NaN)
    this.lastWrites.push(run.lastWriteAt ?? NaN)
    this.experiments.push(this.#experiment(run.sourceId, run.experimentId))
    this.projectTags.push(run.projectTag === null ? noText : this.project(run.projectTag))
    this.names.add(slot, run.name)
    this.ids.add(slot, run.runId)
    if (run.userName !== null) this.users.add(slot, run.userName)
    for (const [key, value] of Object.entries(run.params)) addText(this.params, key, slot, value)
    for (const [key, value] of Object.entries(run.tags))
      addText(isSearchedTag(key) ? this.tags : this.systemTags, key, slot, value)
    for (const [key, { value }] of Object.entries(run.metrics)) this.#addMetric(key, slot, value)
    for (const dataset of run.datasets) {
      for (const part of datasetParts) {
        const text = dataset[part]
        if (text !== null) this.datasets[part].add(slot, text)
      }
    }
    while (this.#slotOfRow.count <= run.row) this.#slotOfRow.push(noSlot)
    this.#slotOfRow.data[run.row] = slot
  }

  remove(row: number): void {
    if (!this.has(row)) return
    this.alive.data[this.#slotOfRow.at(row)] = 0
    this.#slotOfRow.data[row] = noSlot
    this.#dead++
    this.#version++
  }

  /** Every experiment as it is now. One that is gone keeps its place, for runs that outlive it. */
  setExperiments(experiments: readonly IndexedExperiment[]): void {
    this.#version++
    const gone = new Set(this.#experimentOf.keys())
    for (const experiment of experiments) {
      const key = experimentKey(experiment.sourceId, experiment.experimentId)
      const at = this.#experimentOf.get(key)
      if (at === undefined) this.#experimentOf.set(key, this.experimentList.push(experiment) - 1)
      else this.#setExperiment(at, experiment)
      gone.delete(key)
    }
    for (const key of gone) {
      const at = this.#experimentOf.get(key) ?? 0
      const { sourceId, experimentId } = this.experimentList[at] ?? { sourceId: '', experimentId: '' }
      this.#setExperiment(at, unknownExperiment(sourceId, experimentId))
    }
  }

  #setExperiment(at: number, experiment: IndexedExperiment): void {
    const { name, project, isCertain } = this.experimentList[at] ?? experiment
    this.experimentList[at] = experiment
    const isSame =
      name === experiment.name && project === experiment.project && isCertain === experiment.isCertain
    if (!isSame) this.#experimentEpoch++
  }

  #experiment(sourceId: string, experimentId: string): number {
    const key = experimentKey(sourceId, experimentId)
    const known = this.#experimentOf.get(key)
    if (known !== undefined) return known
    const at = this.experimentList.push(unknownExperiment(sourceId, experimentId)) - 1
    this.#experimentOf.set(key, at)
    return at
  }

  /** From start to end, or to the last sign of life, ms; NaN when that is not known. */
  durationAt(slot: number): number {
    const end = this.ends.at(slot)
    return (Number.isNaN(end) ? this.lastWrites.at(slot) : end) - this.starts.at(slot)
  }

  /** The number of a project's name. */
  project(name: string): number {
    const known = this.#projectOf.get(name)
    if (known !== undefined) return known
    const at = this.projects.push(name) - 1
    this.#projectOf.set(name, at)
    return at
  }

  /** The project of each run, as bindRun of shared/catalog/binding.ts has it; `noProject` for none. */
  projectsBySlot(): Uint32Array {
    const bound = this.experimentList.map(({ project }) =>
      project === null ? noText : this.project(project),
    )
    const isCertain = this.experimentList.map((experiment) => experiment.isCertain)
    const projects = new Uint32Array(this.slotCount)
    for (let slot = 0; slot < projects.length; slot++) {
      const experiment = this.experiments.at(slot)
      const tag = this.projectTags.at(slot)
      projects[slot] = isCertain[experiment] === true || tag === noText ? (bound[experiment] ?? noText) : tag
    }
    return projects
  }

  #addMetric(key: string, slot: number, value: number): void {
    let column = this.metrics.get(key)
    if (column === undefined) {
      column = { slots: growingInts(), values: growingFloats() }
      this.metrics.set(key, column)
    }
    column.slots.push(slot)
    column.values.push(value)
  }

  /** Drops dead slots when there are many of them. Slots known before mean nothing after. */
  pack(): void {
    if (this.#dead < fewestDead || this.#dead * 5 < this.alive.count) return
    this.#version++
    const newSlots = new Uint32Array(this.alive.count).fill(noSlot)
    this.#packing = { epoch: this.#packing.epoch + 1, newSlots }
    let next = 0
    for (let slot = 0; slot < newSlots.length; slot++) if (this.alive.at(slot) === 1) newSlots[slot] = next++
    const keyed = [this.params, this.tags, this.systemTags].flatMap((columns) => [...columns.values()])
    const texts = [this.names, this.ids, this.users, ...Object.values(this.datasets)]
    for (const { slots, terms } of [...texts, ...keyed]) packEntries(newSlots, slots, terms)
    for (const { slots, values } of this.metrics.values()) packEntries(newSlots, slots, values)
    const columns = [this.rows, this.statuses, this.deleted, this.starts, this.ends, this.lastWrites]
    for (const column of [...columns, this.experiments, this.projectTags, this.alive])
      packSlots(newSlots, column)
    for (let slot = 0; slot < this.rows.count; slot++) this.#slotOfRow.data[this.rows.at(slot)] = slot
    this.#dead = 0
  }
}

export const noProject = noText

/** `mlflow.*` tags hold whole documents, which would only add noise to a search; notes are what people wrote. */
export function isSearchedTag(key: string): boolean {
  return !key.startsWith('mlflow.') || key === 'mlflow.note.content'
}

function addText(columns: Map<string, TextColumn>, key: string, slot: number, value: string): void {
  let column = columns.get(key)
  if (column === undefined) {
    column = new TextColumn('value', `${key}=`)
    columns.set(key, column)
  }
  column.add(slot, value.length > longestIndexedValue ? value.slice(0, longestIndexedValue) : value)
}

function experimentKey(sourceId: string, experimentId: string): string {
  return `${sourceId}\n${experimentId}`
}

/** Runs whose experiment is not known are listed under its id. */
function unknownExperiment(sourceId: string, experimentId: string): IndexedExperiment {
  return { sourceId, experimentId, name: '', project: null, isCertain: false }
}
