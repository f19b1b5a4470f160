import type { ModelRef } from '../shared/model/model-query'
import type { ReportRef } from '../shared/model/report-query'
import type { RunRef } from '../shared/model/run'

/** Addresses of things inside the window; ids and names hold any character. */
export function runPath(run: RunRef): string {
  return `/runs/${encodeURIComponent(run.sourceId)}/${encodeURIComponent(run.runId)}`
}

export function modelPath(model: ModelRef): string {
  return `/models/${encodeURIComponent(model.sourceId)}/${encodeURIComponent(model.modelId)}`
}

/** Two models side by side. A reference is the source's id, a space (which no source's id has), and the model's. */
export function comparePath(a: ModelRef, b: ModelRef): string {
  const named = ({ sourceId, modelId }: ModelRef) => encodeURIComponent(`${sourceId} ${modelId}`)
  return `/models/compare?a=${named(a)}&b=${named(b)}`
}

export function modelRefOf(text: unknown): ModelRef | null {
  const [, sourceId, modelId] = typeof text === 'string' ? (/^(\S+) (.+)$/s.exec(text) ?? []) : []
  return sourceId === undefined || modelId === undefined ? null : { sourceId, modelId }
}

/** Runs side by side, in the order given. A reference is the source's id, a space, and the run's. */
export function compareRunsPath(runs: readonly RunRef[]): string {
  const named = runs.map(({ sourceId, runId }) => `run=${encodeURIComponent(`${sourceId} ${runId}`)}`)
  return `/runs/compare?${named.join('&')}`
}

/** The runs that an address names, each once; what names none is left out. */
export function runRefsOf(query: unknown): readonly RunRef[] {
  const texts = new Set(Array.isArray(query) ? (query as readonly unknown[]) : [query])
  return [...texts].flatMap((text) => {
    const [, sourceId, runId] = typeof text === 'string' ? (/^(\S+) (.+)$/s.exec(text) ?? []) : []
    return sourceId === undefined || runId === undefined ? [] : [{ sourceId, runId }]
  })
}

export function projectPath(name: string): string {
  return `/projects/${encodeURIComponent(name)}`
}

export function experimentPath(sourceId: string, experimentId: string): string {
  return `/experiments?source=${encodeURIComponent(sourceId)}&experiment=${encodeURIComponent(experimentId)}`
}

export const alertsPath = '/alerts'
export const rulesPath = '/alerts/rules'
export const notificationsPath = '/settings#notifications'

export function alertPath(id: string): string {
  return `${alertsPath}?alert=${encodeURIComponent(id)}`
}

/** The alerts of one run, open or not. */
export function runAlertsPath(run: RunRef): string {
  return `${alertsPath}?source=${encodeURIComponent(run.sourceId)}&run=${encodeURIComponent(run.runId)}`
}

export function rulePath(id: string): string {
  return `${rulesPath}?rule=${encodeURIComponent(id)}`
}

/** The machine at a moment, epoch ms. */
export function hardwarePath(at: number): string {
  return `/hardware?at=${Math.round(at)}`
}

/** Reports without a project have a page, too; no project is named so. */
const withoutProject = '~'

export function monitoringPath(project: string | null): string {
  return `/monitoring/${encodeURIComponent(project ?? withoutProject)}`
}

export function projectOfPath(part: string): string | null {
  return part === withoutProject ? null : part
}

export function reportPath({ sourceId, reportId }: ReportRef): string {
  return `/reports/${encodeURIComponent(sourceId)}/${encodeURIComponent(reportId)}`
}

export const compareDataPath = '/compare-data'
