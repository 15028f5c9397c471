import { createHash } from 'node:crypto'
import type { PageBox } from '#domain/geometry.ts'
import { paintedBoxes } from '#domain/painted-zones.ts'
import type { Executor } from '#server/db/database.ts'
import { type DeskPageRow, listPaintedPages } from './desk-images.store.ts'

/** What is hidden on a page of the desk. */
export const paintOf = (page: DeskPageRow, index: number): PageBox[] =>
  page.shows_names ? [] : paintedBoxes({ ...page, index, headerBox: page.header_box }, page.header_margin)

export const digestOf = (value: object): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/** The pages of a copy with a word that changes when what is hidden on them does, and tells nothing else. */
export async function listPageLooks(db: Executor, copyId: string) {
  return (await listPaintedPages(db, copyId)).map((page, index) => ({
    ...page,
    look: digestOf(paintOf(page, index)),
  }))
}
