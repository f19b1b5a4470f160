import type { Readout } from '../hardware/readout'
import { paintScene, type SceneColours } from './paint-scene'
import type { TimeScene } from './time-scene'

export interface PageChart {
  readonly title: string
  readonly legend: readonly Pick<Readout, 'label' | 'hue'>[]
  readonly scene: TimeScene
}

export interface ChartPage {
  readonly title: string
  readonly subtitle: string
  readonly charts: readonly PageChart[]
}

export const pageChartSize = { width: 620, height: 180 } as const
const margin = 28
const gap = 20
const headHeight = 64
const captionHeight = 26
const columns = 2
/** Sharp when it is put into a document. */
const pixelRatio = 2

/** All charts of the page as one PNG, on the theme's own ground. */
export async function pagePng(page: ChartPage, colours: SceneColours): Promise<Uint8Array<ArrayBuffer>> {
  const rows = Math.ceil(page.charts.length / columns)
  const rowHeight = captionHeight + pageChartSize.height + gap
  const width = 2 * margin + columns * pageChartSize.width + (columns - 1) * gap
  const height = margin + headHeight + rows * rowHeight
  const canvas = document.createElement('canvas')
  canvas.width = width * pixelRatio
  canvas.height = height * pixelRatio
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This window cannot draw a picture')
  context.scale(pixelRatio, pixelRatio)
  context.fillStyle = colours.surface
  context.fillRect(0, 0, width, height)
  context.textBaseline = 'alphabetic'
  context.fillStyle = colours.text
  context.font = `600 17px ${colours.font}`
  context.fillText(page.title, margin, margin + 16)
  context.fillStyle = colours.textFaint
  context.font = `12px ${colours.font}`
  context.fillText(page.subtitle, margin, margin + 38)
  for (const [index, chart] of page.charts.entries()) {
    const left = margin + (index % columns) * (pageChartSize.width + gap)
    const top = margin + headHeight + Math.floor(index / columns) * rowHeight
    context.save()
    context.translate(left, top)
    paintCaption(context, chart, colours)
    context.translate(0, captionHeight)
    paintScene(context, chart.scene, colours)
    context.restore()
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('The picture could not be made')
  return new Uint8Array(await blob.arrayBuffer())
}

function paintCaption(context: CanvasRenderingContext2D, chart: PageChart, colours: SceneColours): void {
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = colours.text
  context.font = `600 13px ${colours.font}`
  context.fillText(chart.title, 4, 12)
  let left = 14 + context.measureText(chart.title).width
  context.font = `11px ${colours.font}`
  for (const { label, hue } of chart.legend) {
    context.fillStyle = colours.hues[hue]
    context.fillRect(left + 6, 8, 8, 8)
    context.fillStyle = colours.textFaint
    context.fillText(label, left + 18, 12)
    left += 28 + context.measureText(label).width
  }
}
