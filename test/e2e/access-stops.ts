import type {} from '../../renderer/bridge/client'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, fixtures } from './support'

/** A state of the window that the walk stops at. It begins where the one before left off. */
export interface Stop {
  readonly name: string
  /** Opens it, and waits for what it shows. */
  readonly open: (page: Page) => Promise<void>
  /** Takes away what would cover the next one. */
  readonly close?: (page: Page) => Promise<void>
}

const run = 'llama-3.2-1b-r16-full-pass'
const adapter = 'support-assistant-lora'

const go = (page: Page, path: string) => page.evaluate((to) => (location.hash = to), `#${path}`)
const shows = (page: Page, words: string | RegExp) => expect(page.getByText(words).first()).toBeVisible()
const escape = (page: Page) => page.keyboard.press('Escape')

function place(name: string, path: string, words: string | RegExp): Stop {
  return {
    name,
    async open(page) {
      await go(page, path)
      await shows(page, words)
    },
  }
}

function tab(name: string, label: string | RegExp, shown: (page: Page) => Promise<void>): Stop {
  return {
    name,
    async open(page) {
      await page.getByRole('tab', { name: label }).click()
      await shown(page)
    },
  }
}

/** What a key or a click lays over the page; Escape takes it away. */
function panel(name: string, label: string, ask: (page: Page) => Promise<void>): Stop {
  return {
    name,
    async open(page) {
      await ask(page)
      await expect(page.getByRole('dialog', { name: label })).toBeVisible()
    },
    async close(page) {
      await escape(page)
      await expect(page.getByRole('dialog', { name: label })).toBeHidden()
    },
  }
}

const button = (label: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name: label }).first().click()

export const stops: readonly Stop[] = [
  place('overview', '/', 'lora-finetuning-mlx'),
  panel('palette', 'Go to anything', (page) => page.keyboard.press('Control+k')),
  panel('shortcuts', 'Keyboard shortcuts', (page) => page.keyboard.press('Control+/')),

  place('experiments', '/experiments', run),
  panel('columns', 'Columns', button('Columns')),
  panel('project filter', 'Project filter', button(/^Project filter/)),
  {
    name: 'search offers',
    async open(page) {
      await page.getByRole('combobox', { name: 'Filter runs' }).fill('metrics.')
      await expect(page.getByRole('option').first()).toBeVisible()
    },
    async close(page) {
      await escape(page)
      await page.getByRole('combobox', { name: 'Filter runs' }).fill('')
    },
  },
  panel('search help', 'Search help', button('Search help')),
  {
    name: 'runs side by side',
    async open(page) {
      await page.getByRole('grid').focus()
      for (const key of ['Home', 'x', 'ArrowDown', 'x']) await page.keyboard.press(key)
      await page.getByRole('button', { name: 'Compare' }).click()
      await expect(page.locator('canvas').first()).toBeVisible()
    },
  },
  {
    name: 'traces',
    async open(page) {
      await go(page, '/experiments')
      const experiments = page.getByRole('navigation', { name: 'Experiments' })
      await experiments.getByRole('button', { name: /lora-finetuning-mlx/ }).click()
      await page.getByRole('tab', { name: /Traces/ }).click()
      await page.locator('tbody tr.row').nth(3).click()
      await shows(page, 'Trace ID')
    },
    async close(page) {
      await page.getByRole('tab', { name: /Runs/ }).click()
    },
  },

  place('project: runs', '/projects/lora-finetuning-mlx', run),
  tab('project: models', /Models/, (page) => shows(page, adapter)),
  place('models', '/models', adapter),
  {
    name: 'model',
    async open(page) {
      await page.getByRole('grid', { name: 'Models' }).getByText(adapter).first().dblclick()
      await shows(page, 'On disk')
    },
  },
  {
    name: 'run: charts',
    async open(page) {
      await page.getByText('Source run').click()
      await expect(page.locator('canvas').first()).toBeVisible()
    },
  },
  {
    name: 'run: points of a chart',
    async open(page) {
      await page
        .getByRole('button', { name: /as a table$/ })
        .first()
        .click()
      await expect(page.getByRole('table').first()).toBeVisible()
    },
  },
  tab('run: metrics', /Metrics/, (page) => shows(page, 'eval_loss')),
  tab('run: parameters', /Parameters/, (page) => shows(page, 'learning_rate')),
  tab('run: hardware', 'Hardware', (page) => shows(page, /this machine|recorded/i)),
  tab('run: artifacts', 'Artifacts', async (page) => {
    await page.getByRole('treeitem', { name: 'README.md' }).click()
    await expect(page.getByRole('heading', { level: 1 }).nth(1)).toBeVisible()
  }),
  {
    name: 'run: a JSON artifact',
    async open(page) {
      for (const name of ['checkpoints', 'best_model', 'training_state.json'])
        await page.getByRole('treeitem', { name }).click()
      await expect(page.getByRole('tree', { name: 'JSON' })).toBeVisible()
    },
  },
  {
    name: 'run: a table among the artifacts',
    async open(page) {
      for (const name of ['evaluation', 'answers.csv']) await page.getByRole('treeitem', { name }).click()
      await expect(page.getByRole('columnheader').first()).toBeVisible()
    },
  },
  tab('run: details', 'Details', (page) => shows(page, 'Run ID')),

  place('monitoring', '/monitoring', 'Reports'),
  {
    name: 'monitoring of a project',
    async open(page) {
      await go(page, '/monitoring/lora-finetuning-mlx')
      await page.getByRole('button', { name: 'product_area', exact: true }).click()
      await shows(page, 'Score over time')
    },
  },
  {
    name: 'report beside another',
    async open(page) {
      await go(page, '/monitoring')
      await page
        .getByRole('link', { name: /drift_report/ })
        .first()
        .click()
      await page.getByLabel('Side by side with').selectOption({ index: 3 })
      await shows(page, 'Other score')
    },
  },
  {
    name: 'report of tests',
    async open(page) {
      await go(page, '/monitoring')
      await page
        .getByRole('link', { name: /ticket_tests/ })
        .first()
        .click()
      await expect(page.getByRole('heading', { name: 'Verdict' })).toBeVisible()
    },
  },
  place('compare data', '/compare-data', 'Reference'),

  {
    name: 'alerts',
    async open(page) {
      await go(page, '/alerts')
      await page.getByRole('option', { name: /Data Drift Detected/ }).click()
      await page.keyboard.press('ArrowRight')
      await expect(page.getByRole('article')).toBeVisible()
    },
  },
  {
    name: 'no alerts',
    async open(page) {
      await page.getByRole('tab', { name: /Muted/ }).click()
      await expect(page.getByRole('option')).toHaveCount(0)
    },
    async close(page) {
      await page.getByRole('tab', { name: /Open/ }).click()
    },
  },
  {
    name: 'rule',
    async open(page) {
      await go(page, '/alerts/rules?rule=run.diverged')
      await expect(page.getByLabel('Preview')).toBeVisible()
    },
  },
  panel('rule templates', 'New rule', button('New rule')),
  place('hardware', '/hardware', 'Simulated values.'),
  {
    name: 'settings',
    async open(page) {
      await page.evaluate((path) => window.bridge.call('roots.add', { path }), join(fixtures, 'text-logs'))
      await go(page, '/settings')
      await expect(page.getByRole('button', { name: /^Choose the stores/ }).first()).toBeVisible()
    },
  },
  panel('add server', 'Add a tracking server', button('Add tracking server…')),
  panel('candidates', 'Stores to watch', button(/^Choose the stores/)),

  {
    name: 'the panel of the menu bar',
    async open(page) {
      await page.goto(new URL('popover.html', page.url()).href)
      await expect(page.getByRole('button', { name: 'Open Dashboard' })).toBeVisible()
      await shows(page, 'GPU')
    },
  },
]
