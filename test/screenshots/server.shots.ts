import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { goldenStore } from '../contract/golden-store'
import { expect, projectRoot, test } from '../e2e/support'
import { startMlflowServer } from '../support/mlflow-server'

/** The dialog of a tracking server with what it answers, and the Overview while the server is away. */
const target = process.env['APP_SHOTS_FOLDER'] ?? join(projectRoot, 'docs/screenshots')

test('a tracking server', async ({ start }) => {
  const server = await startMlflowServer(goldenStore, { basic: { username: 'ada', password: 'secret' } })
  const { app, page } = await start()
  await mkdir(target, { recursive: true })
  async function shoot(name: string): Promise<void> {
    for (const [suffix, width, height] of [
      ['', 1440, 900],
      ['-small', 900, 600],
    ] as const) {
      await app.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
        [width, height] as const,
      )
      for (const theme of ['light', 'dark'] as const) {
        await page.evaluate((chosen) => window.bridge.call('settings.update', { theme: chosen }), theme)
        await page.waitForTimeout(500)
        await page.screenshot({ path: join(target, `${name}-${theme}${suffix}.png`) })
      }
    }
  }
  await page.evaluate(() => (location.hash = '#/settings'))
  await page.getByRole('button', { name: 'Add tracking server…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a tracking server' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill(`${server.url}/#/experiments/1`)
  await dialog.getByText('User and password').click()
  await dialog.getByRole('textbox', { name: 'User name' }).fill('ada')
  await dialog.getByLabel('Password', { exact: true }).fill('wrong')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByText('does not accept this user name')).toBeVisible()
  await shoot('server-refused')
  await dialog.getByLabel('Password', { exact: true }).fill('secret')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await expect(dialog.getByRole('status')).toContainText('answers')
  await shoot('server-dialog')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('1 source', { exact: true })).toBeVisible({ timeout: 15_000 })
  await shoot('server-settings')
  await page.evaluate(() => (location.hash = '#/'))
  await expect(page.getByText(/\d+ runs/).first()).toBeVisible({ timeout: 15_000 })
  await server.stop()
  await expect(page.getByText('Nothing answers at').first()).toBeVisible({ timeout: 15_000 })
  await shoot('server-offline')
})
