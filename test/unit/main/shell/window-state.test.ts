import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeWindow, smallestWindow } from '../../../../main/shell/window-state'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const external = { x: 1440, y: 0, width: 2560, height: 1440 }

describe('placing the window', () => {
  it('puts it where it was', () => {
    const where = { x: 1500, y: 40, width: 1200, height: 900, isMaximized: false }
    expect(placeWindow(where, [laptop, external])).toEqual({ x: 1500, y: 40, width: 1200, height: 900 })
  })
  it('centres it on the primary display when its display is gone', () => {
    const where = { x: 1500, y: 40, width: 1200, height: 900, isMaximized: false }
    expect(placeWindow(where, [laptop])).toEqual({ x: 80, y: 53, width: 1280, height: 820 })
  })
  it('is always large enough, and its title bar can be grabbed', () => {
    const size = fc.integer({ min: -5_000, max: 5_000 })
    const length = fc.integer({ min: 1, max: 5_000 })
    fc.assert(
      fc.property(size, size, length, length, (x, y, width, height) => {
        const placed = placeWindow({ x, y, width, height, isMaximized: false }, [laptop, external])
        expect(placed.width).toBeGreaterThanOrEqual(smallestWindow.width)
        expect(placed.height).toBeGreaterThanOrEqual(smallestWindow.height)
        const isVisible = [laptop, external].some(
          (area) =>
            placed.x < area.x + area.width &&
            placed.x + placed.width > area.x &&
            placed.y >= area.y - 1 &&
            placed.y < area.y + area.height,
        )
        expect(isVisible).toBe(true)
      }),
    )
  })
})
