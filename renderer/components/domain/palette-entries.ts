import {
  Bell,
  Eye,
  FlaskConical,
  Folder,
  FolderPlus,
  Keyboard,
  ListChecks,
  PanelLeft,
  RotateCw,
  Server,
  Sparkles,
} from '@lucide/vue'
import { storeToRefs } from 'pinia'
import { computed, type Component, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { experimentPath, notificationsPath, projectPath, rulesPath } from '../../paths'
import { pages } from '../../routes'
import { useSnapshotStore } from '../../stores/snapshot'
import { useUiStore } from '../../stores/ui'
import { keyLabel, keysOf, type ShortcutId } from '../../composables/shortcuts'
import { useActions } from '../../composables/useActions'
import { useFormat } from '../../composables/useFormat'
import { isMacWindow } from '../../composables/useShortcuts'

/** Something that the palette can go to or do. */
export interface PaletteEntry {
  readonly id: string
  readonly group: string
  readonly label: string
  readonly detail: string
  readonly icon: Component
  readonly run: () => unknown
}

/** What is there whatever was typed: pages, projects, experiments and actions. Runs and alerts are searched for. */
export function useFixedEntries(): ComputedRef<readonly PaletteEntry[]> {
  const format = useFormat()
  const router = useRouter()
  const ui = useUiStore()
  const actions = useActions()
  const { catalog, isDemo } = storeToRefs(useSnapshotStore())
  const keys = (id: ShortcutId) => keyLabel(keysOf(id), isMacWindow())
  const go = (path: string) => () => router.push(path)

  return computed<readonly PaletteEntry[]>(() => [
    ...pages.map((page) => ({
      id: `page ${page.path}`,
      group: 'Pages',
      label: page.title,
      detail: keys(page.shortcut),
      icon: page.icon,
      run: go(page.path),
    })),
    ...catalog.value.projects.map((project) => ({
      id: `project ${project.name}`,
      group: 'Projects',
      label: project.name,
      detail: format.counted(project.runCount, 'run'),
      icon: Folder,
      run: go(projectPath(project.name)),
    })),
    ...catalog.value.experiments.map((experiment) => ({
      id: `experiment ${experiment.sourceId} ${experiment.experimentId}`,
      group: 'Experiments',
      label: experiment.name,
      detail: experiment.project ?? 'Unassigned',
      icon: FlaskConical,
      run: go(experimentPath(experiment.sourceId, experiment.experimentId)),
    })),
    ...(
      [
        ['Add a folder…', '', FolderPlus, () => actions.addRoot('folder')],
        ['Add a tracking server…', '', Server, () => (ui.serverDialog = true)],
        ['Read all sources again', keys('refresh'), RotateCw, () => actions.retrySource(null)],
        ['Show or hide the sidebar', keys('sidebar'), PanelLeft, () => ui.toggleSidebar()],
        ['Keyboard shortcuts', keys('shortcuts'), Keyboard, () => (ui.isShortcutSheetOpen = true)],
        ['Alert rules', '', ListChecks, go(rulesPath)],
        ['Notification settings', '', Bell, go(notificationsPath)],
        ['Show the log in Finder', '', Eye, () => actions.reveal({ kind: 'logs' })],
        [
          isDemo.value ? 'Leave the demo' : 'Open the demo',
          '',
          Sparkles,
          () => actions.showDemo(!isDemo.value),
        ],
      ] as const
    ).map(([label, detail, icon, run]) => ({
      id: `action ${label}`,
      group: 'Actions',
      label,
      detail,
      icon,
      run,
    })),
  ])
}
