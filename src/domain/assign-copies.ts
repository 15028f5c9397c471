/** Whom each copy is given to, when all are weighed against one another. */
export interface Assignment {
  /** For each row the column it is given, or -1 for none of them. */
  columns: Int32Array
  /**
   * By how much the whole would be worse if the row were not given that column: what the next best answer to everything loses.
   */
  regrets: Float64Array
}

/**
 * The assignment of rows to columns with the highest sum, each column at most once, where each row may also be given none.
 * Shortest augmenting paths (Jonker and Volgenant 1987), O(rows² × columns) at worst.
 * @param scores row after row. @param none what each row scores with no column.
 */
export function assignCopies(scores: Float64Array, columnCount: number, none: Float64Array): Assignment {
  const rowCount = none.length
  const search = new Search(scores, columnCount, none)
  for (let row = 0; row < rowCount; row++) search.place(row)
  const columns = search.columnOf.slice()
  const regrets = Float64Array.from(columns, (_, row) => search.regretOf(row))
  return { columns, regrets }
}

/** Paths that end without a column: the last row of the path takes none. */
const NONE = -1

class Search {
  readonly columnOf: Int32Array
  readonly #rowOf: Int32Array
  readonly #scores: Float64Array
  readonly #none: Float64Array
  readonly #columnCount: number
  /** Prices: of rows, and of columns (never above 0: a column nobody has is free). */
  readonly #rowPrice: Float64Array
  readonly #columnPrice: Float64Array
  readonly #distance: Float64Array
  readonly #cameFrom: Int32Array
  readonly #settled: Uint8Array

  constructor(scores: Float64Array, columnCount: number, none: Float64Array) {
    this.#scores = scores
    this.#none = none
    this.#columnCount = columnCount
    this.columnOf = new Int32Array(none.length).fill(NONE)
    this.#rowOf = new Int32Array(columnCount).fill(-1)
    // Costs are scores turned round; with this price no reduced cost is negative while nobody is placed.
    this.#rowPrice = new Float64Array(none.length)
    this.#columnPrice = new Float64Array(columnCount)
    this.#distance = new Float64Array(columnCount)
    this.#cameFrom = new Int32Array(columnCount)
    this.#settled = new Uint8Array(columnCount)
    for (let row = 0; row < none.length; row++) {
      let best = none[row] ?? 0
      for (let column = 0; column < columnCount; column++)
        best = Math.max(best, scores[row * columnCount + column] ?? 0)
      this.#rowPrice[row] = -best
    }
  }

  /** Gives the row a column, or none, moving others where the whole gains by it. */
  place(row: number): void {
    const { end, endRow, length } = this.#shortest(row, NONE)
    // Prices follow, so that reduced costs stay at least 0, and 0 along the path.
    for (let column = 0; column < this.#columnCount; column++) {
      if (!this.#settled[column]) continue
      const gain = length - (this.#distance[column] ?? 0)
      this.#columnPrice[column] = (this.#columnPrice[column] ?? 0) - gain
      const owner = this.#rowOf[column] ?? -1
      if (owner >= 0) this.#rowPrice[owner] = (this.#rowPrice[owner] ?? 0) + gain
    }
    this.#rowPrice[row] = (this.#rowPrice[row] ?? 0) + length
    this.#shift(row, end, endRow)
  }

  /** Moves everybody along the path found from `row` to `end`, or to `endRow`, which takes none. */
  #shift(row: number, end: number, endRow: number): void {
    let column = end
    let taker = endRow
    for (;;) {
      const freed = this.columnOf[taker] ?? NONE
      this.columnOf[taker] = column
      if (column !== NONE) this.#rowOf[column] = taker
      if (taker === row) return
      column = freed
      taker = this.#cameFrom[column] ?? row
    }
  }

  /** What the whole loses when the row may not have what it has. */
  regretOf(row: number): number {
    return this.#shortest(row, this.columnOf[row] ?? NONE, true).length
  }

  /**
   * The shortest path from a row to a free column, or to a row on the way that takes none (Dijkstra over reduced costs).
   * @param own a column that only ends the path: the row's own, which may not be taken directly.
   */
  #shortest(row: number, own: number, isRegret = false): { end: number; endRow: number; length: number } {
    this.#distance.fill(Number.POSITIVE_INFINITY)
    this.#settled.fill(0)
    let best = { end: NONE, endRow: row, length: Number.POSITIVE_INFINITY }
    let from = row
    let soFar = 0
    for (;;) {
      // A row that has none already gains nothing by taking it.
      if (!(isRegret && from === row && own === NONE)) {
        const length = soFar - (this.#none[from] ?? 0) - (this.#rowPrice[from] ?? 0)
        if (length < best.length) best = { end: NONE, endRow: from, length }
      }
      let nearest = NONE
      let nearestAt = best.length
      const base = from * this.#columnCount
      for (let column = 0; column < this.#columnCount; column++) {
        if (this.#settled[column]) continue
        if (!(from === row && column === own)) {
          const length =
            soFar -
            (this.#scores[base + column] ?? 0) -
            (this.#rowPrice[from] ?? 0) -
            (this.#columnPrice[column] ?? 0)
          if (length < (this.#distance[column] ?? 0)) {
            this.#distance[column] = length
            this.#cameFrom[column] = from
          }
        }
        if ((this.#distance[column] ?? 0) < nearestAt) {
          nearestAt = this.#distance[column] ?? 0
          nearest = column
        }
      }
      if (nearest === NONE) return best
      const owner = this.#rowOf[nearest] ?? -1
      if (owner < 0 || owner === row)
        return { end: nearest, endRow: this.#cameFrom[nearest] ?? row, length: nearestAt }
      this.#settled[nearest] = 1
      from = owner
      soFar = nearestAt
    }
  }
}
