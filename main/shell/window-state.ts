import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const StateSchema = v.object({
  x: v.number(),
  y: v.number(),
  width: v.pipe(v.number(), v.minValue(1)),
  height: v.pipe(v.number(), v.minValue(1)),
  isMaximized: v.optional(v.boolean(), false),
})
export type WindowState = v.InferOutput<typeof StateSchema>

export const smallestWindow = { width: 720, height: 480 } as const
const usual = { width: 1280, height: 820 } as const

/** Read before the first window opens; the file is tiny and start is the one time when the app may wait for it. */
export function loadWindowState(path: string): WindowState | null {
  try {
    const parsed = v.safeParse(StateSchema, JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

export async function saveWindowState(path: string, state: WindowState): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.tmp`, JSON.stringify(state))
  await rename(`${path}.tmp`, path)
}

const grabbable = 80

/**
 * Bounds that can be seen and grabbed: remembered ones when enough of their title bar lies on a display that is
 * still there, else the usual size in the middle of the primary display (first of `workAreas`).
 */
export function placeWindow(remembered: WindowState | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...usual }
  const within = (area: Rectangle) =>
    remembered !== null &&
    remembered.x + remembered.width > area.x + grabbable &&
    remembered.x < area.x + area.width - grabbable &&
    remembered.y >= area.y - 1 &&
    remembered.y < area.y + area.height - grabbable
  if (remembered !== null && workAreas.some(within)) {
    const { x, y } = remembered
    const width = Math.max(remembered.width, smallestWindow.width)
    return { x, y, width, height: Math.max(remembered.height, smallestWindow.height) }
  }
  const width = Math.min(usual.width, primary.width)
  const height = Math.min(usual.height, primary.height)
  const x = primary.x + Math.round((primary.width - width) / 2)
  return { x, y: primary.y + Math.round((primary.height - height) / 2), width, height }
}
