import { BellRing, Box, ChartNoAxesCombined, Cpu, FlaskConical, LayoutDashboard, Settings } from '@lucide/vue'
import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { ShortcutId } from './composables/shortcuts'
import AlertsView from './views/AlertsView.vue'
import ExperimentsView from './views/ExperimentsView.vue'
import HardwareView from './views/HardwareView.vue'
import ModelCompareView from './views/ModelCompareView.vue'
import ModelsView from './views/ModelsView.vue'
import ModelView from './views/ModelView.vue'
import OverviewView from './views/OverviewView.vue'
import CompareDataView from './views/CompareDataView.vue'
import MonitoringView from './views/MonitoringView.vue'
import ProjectMonitoringView from './views/ProjectMonitoringView.vue'
import ProjectView from './views/ProjectView.vue'
import ReportView from './views/ReportView.vue'
import RulesView from './views/RulesView.vue'
import RunCompareView from './views/RunCompareView.vue'
import RunView from './views/RunView.vue'
import SettingsView from './views/SettingsView.vue'

export interface Page {
  readonly path: string
  readonly title: string
  readonly icon: Component
  readonly view: Component
  readonly place: 'top' | 'bottom'
  readonly shortcut: ShortcutId
}

/** The pages of the sidebar and the palette: a new page is a line here. */
export const pages: readonly Page[] = [
  {
    path: '/',
    title: 'Overview',
    icon: LayoutDashboard,
    view: OverviewView,
    place: 'top',
    shortcut: 'page-1',
  },
  {
    path: '/experiments',
    title: 'Experiments',
    icon: FlaskConical,
    view: ExperimentsView,
    place: 'top',
    shortcut: 'page-2',
  },
  {
    path: '/models',
    title: 'Models',
    icon: Box,
    view: ModelsView,
    place: 'top',
    shortcut: 'page-3',
  },
  {
    path: '/monitoring',
    title: 'Monitoring',
    icon: ChartNoAxesCombined,
    view: MonitoringView,
    place: 'top',
    shortcut: 'page-4',
  },
  {
    path: '/alerts',
    title: 'Alerts',
    icon: BellRing,
    view: AlertsView,
    place: 'top',
    shortcut: 'page-5',
  },
  {
    path: '/hardware',
    title: 'Hardware',
    icon: Cpu,
    view: HardwareView,
    place: 'top',
    shortcut: 'page-6',
  },
  {
    path: '/settings',
    title: 'Settings',
    icon: Settings,
    view: SettingsView,
    place: 'bottom',
    shortcut: 'settings',
  },
]

export const routes: readonly RouteRecordRaw[] = [
  ...pages.map((page) => ({ path: page.path, component: page.view })),
  { path: '/alerts/rules', component: RulesView },
  { path: '/monitoring/:project', component: ProjectMonitoringView, props: true },
  { path: '/reports/:sourceId/:reportId', component: ReportView, props: true },
  { path: '/compare-data', component: CompareDataView },
  { path: '/projects/:name', component: ProjectView, props: true },
  { path: '/models/compare', component: ModelCompareView },
  { path: '/models/:sourceId/:modelId', component: ModelView, props: true },
  { path: '/runs/compare', component: RunCompareView },
  { path: '/runs/:sourceId/:runId', component: RunView, props: true },
  { path: '/:rest(.*)*', redirect: '/' },
]
