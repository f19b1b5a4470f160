import { normalizeName } from './binding'

/** A project that a report may belong to: its name, its folder if it has one, and the root it was found under. */
export interface ReportProject {
  readonly name: string
  readonly path: string | null
  readonly root: string
}

export interface BindableReport {
  /** As the report or its place states it. */
  readonly project: string | null
  /** Absolute. */
  readonly file: string
  /** The root of the source that holds it. */
  readonly root: string
}

/**
 * Which project a report belongs to: the one it states (under the name by which a known project goes), else the known
 * project in whose folder it lies, else the one that a folder above it is named after.
 */
export function bindReport(report: BindableReport, projects: readonly ReportProject[]): string | null {
  const own = [...projects].sort((a, b) => rank(b, report) - rank(a, report))
  if (report.project !== null) {
    const wanted = normalizeName(report.project)
    return own.find((project) => normalizeName(project.name) === wanted)?.name ?? report.project
  }
  const around = own
    .filter(({ path }) => path !== null && report.file.startsWith(`${path}/`))
    .sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))
  if (around[0] !== undefined) return around[0].name
  const within = report.file.startsWith(`${report.root}/`) ? report.file.slice(report.root.length + 1) : ''
  const folders = within.split('/').slice(0, -1).reverse().map(normalizeName)
  for (const folder of folders) {
    const named = own.find(
      (project) => project.root === report.root && normalizeName(project.name) === folder,
    )
    if (named !== undefined) return named.name
  }
  return null
}

/** Two roots may hold projects of one name: the report's own root comes first. */
function rank(project: ReportProject, report: BindableReport): number {
  return project.root === report.root ? 1 : 0
}
