import { resolve } from 'node:path'

export const projectRoot = resolve(import.meta.dirname, '../..')
export const fixtures = resolve(projectRoot, 'test/fixtures')
/** Real stores that may lie beside the checkout; never part of it. Tests that want them skip with a reason. */
export const sharedData = process.env['APP_SHARED_DATA'] ?? resolve(projectRoot, '../shared/data')
