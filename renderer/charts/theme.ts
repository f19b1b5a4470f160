/** The colours a chart needs, resolved: a canvas knows no custom properties. */
export interface ChartTheme {
  readonly text: string
  readonly textFaint: string
  readonly line: string
  readonly lineStrong: string
  readonly surface: string
  readonly series: string
  readonly danger: string
  readonly font: string
}
