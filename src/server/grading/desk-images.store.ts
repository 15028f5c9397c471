import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Executor } from '#server/db/database.ts'

/** The pages in reading order, with all that decides about what is hidden on them: read at one moment. */
const pages = (db: Executor, copyId: string) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('exams_copy as c', 'c.id', 'p.copy_id')
    .innerJoin('exams_exam as e', 'e.id', 'c.exam_id')
    .where('c.id', '=', copyId)
    .orderBy('p.position')
    .select(['p.id', 'p.sheet_key', 'p.box_x', 'p.box_y', 'p.box_w', 'p.box_h'])
    .select(['p.width_px', 'p.height_px', 'p.blank', 'p.rotation', 'p.header_box'])
    .select((eb) => [
      'e.header_margin',
      sql<boolean>`c.status = 'GRADED' and e.anonymity_lifted_at is not null`.as('shows_names'),
      jsonObjectFrom(
        eb
          .selectFrom('anonymity_band as b')
          .whereRef('b.page_id', '=', 'p.id')
          .select(['b.height', 'b.rotation']),
      ).as('band'),
      jsonArrayFrom(
        eb
          .selectFrom('anonymity_zone as z')
          .whereRef('z.page_id', '=', 'p.id')
          .orderBy('z.id')
          .select(['z.x', 'z.y', 'z.w', 'z.h']),
      ).as('zones'),
    ])

export type DeskPageRow = Awaited<ReturnType<typeof listPaintedPages>>[number]

export const listPaintedPages = (db: Executor, copyId: string) => pages(db, copyId).execute()

/** The page at that place in reading order. */
export const findPage = (db: Executor, copyId: string, index: number) =>
  pages(db, copyId).offset(index).limit(1).executeTakeFirst()
