import type { Hue } from '../hardware/chart-specs'
import type { Shape } from './time-shapes'
import { plotInset, type TimeScene } from './time-scene'

/** Resolved colours: a canvas knows no custom properties. */
export interface SceneColours {
  readonly hues: Readonly<Record<Hue, string>>
  readonly text: string
  readonly textFaint: string
  readonly line: string
  readonly span: string
  readonly surface: string
  readonly font: string
}

type Context = CanvasRenderingContext2D

/** Draws a scene with its top left corner at the context's origin. */
export function paintScene(context: Context, scene: TimeScene, colours: SceneColours): void {
  const right = scene.width - plotInset.right
  const bottom = scene.height - plotInset.bottom
  context.save()
  context.fillStyle = colours.span
  for (const { left, width } of scene.spans)
    context.fillRect(left, plotInset.top, Math.max(1, width), bottom - plotInset.top)
  context.strokeStyle = colours.line
  context.lineWidth = 1
  context.font = `11px ${colours.font}`
  context.fillStyle = colours.textFaint
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  for (const { y, text } of scene.valueTicks) {
    const crisp = Math.round(y) + 0.5
    context.beginPath()
    context.moveTo(plotInset.left, crisp)
    context.lineTo(right, crisp)
    context.stroke()
    context.fillText(text, plotInset.left - 7, Math.min(bottom - 1, y))
  }
  paintTimes(context, scene, right, bottom)
  context.beginPath()
  context.rect(plotInset.left, 0, right - plotInset.left, bottom + 1)
  context.clip()
  for (const shape of scene.shapes) paintShape(context, shape, colours.hues[shape.hue])
  context.restore()
}

/** Labels that would touch the one before or run out of the chart are left out. */
function paintTimes(context: Context, scene: TimeScene, right: number, bottom: number): void {
  context.textAlign = 'center'
  let taken = -Infinity
  for (const { x, text } of scene.timeTicks) {
    const half = context.measureText(text).width / 2
    if (x - half < taken + 10 || x - half < plotInset.left - 20 || x + half > right + 8) continue
    context.fillText(text, x, bottom + 12)
    taken = x + half
  }
}

function paintShape(context: Context, { kind, points, isDashed, opacity }: Shape, colour: string): void {
  context.globalAlpha = opacity
  context.beginPath()
  if (kind === 'dot') {
    context.fillStyle = colour
    context.arc(points[0] ?? NaN, points[1] ?? NaN, 1.6, 0, 2 * Math.PI)
    context.fill()
    return
  }
  for (let index = 0; index < points.length; index += 2) {
    const [x = NaN, y = NaN] = [points[index], points[index + 1]]
    if (index === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  if (kind === 'area') {
    context.fillStyle = colour
    context.closePath()
    context.fill()
    return
  }
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.setLineDash(isDashed ? [5, 4] : [])
  context.stroke()
  context.setLineDash([])
}
