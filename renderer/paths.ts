import type { RunRef } from '../shared/model/run'

/** Addresses of things inside the window; ids and names hold any character. */
export function runPath(run: RunRef): string {
  return `/runs/${encodeURIComponent(run.sourceId)}/${encodeURIComponent(run.runId)}`
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
