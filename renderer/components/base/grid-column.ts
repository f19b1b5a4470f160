/** What a table needs to know of a column; what its cells say is the business of the table's user. */
export interface GridColumn {
  readonly id: string
  readonly title: string
  /** The whole name, where the title is shortened. */
  readonly hint: string
  readonly widthPx: number
  readonly align: 'left' | 'right'
  /** What the first click on the header does. */
  readonly descendingFirst: boolean
  readonly isSortable: boolean
}
