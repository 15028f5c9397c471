import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Painting, Zone } from '#contract/anonymity.ts'
import type { Executor, Trx } from '#server/db/database.ts'

export const findExam = (db: Executor, examId: string) =>
  db.selectFrom('exams_exam').where('id', '=', examId).select(['id', 'header_margin']).executeTakeFirst()

/** As `findExam`, held until the transaction ends. */
export const holdExam = (trx: Trx, examId: string) =>
  trx
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .forNoKeyUpdate()
    .select(['id', 'header_margin', 'anonymity_lifted_at'])
    .executeTakeFirst()

export const setHeaderMargin = (trx: Trx, examId: string, margin: number) =>
  trx.updateTable('exams_exam').set({ header_margin: margin }).where('id', '=', examId).execute()

/** In scan order, with what the splitter saw of the ink on the sheet of the first page. */
export const listCopies = (db: Executor, examId: string) =>
  db
    .selectFrom('exams_copy as c')
    .leftJoin('scans_page as p', (join) => join.onRef('p.copy_id', '=', 'c.id').on('p.position', '=', 0))
    .where('c.exam_id', '=', examId)
    .orderBy('c.position')
    .orderBy('c.id')
    .select(['c.id', 'c.anonymous_id', 'c.status', 'p.half', 'p.rotation'])
    .select(sql<string | null>`p.analysis -> 'sheet' ->> 'fingerprint'`.as('fingerprint'))
    .execute()

const paintedPages = (db: Executor) =>
  db
    .selectFrom('scans_page as p')
    .select((eb) => [
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
          .orderBy('z.created_at')
          .orderBy('z.id')
          .select(['z.id', 'z.x', 'z.y', 'z.w', 'z.h']),
      ).as('zones'),
    ])

/** Pages of the copies of an exam, each copy's in reading order. */
export const listPages = (db: Executor, examId: string) =>
  paintedPages(db)
    .innerJoin('exams_copy as c', 'c.id', 'p.copy_id')
    .where('c.exam_id', '=', examId)
    .orderBy('p.position')
    .select(['p.id', 'p.copy_id', 'p.rotation', 'p.width_px', 'p.height_px', 'p.blank', 'p.header_box'])
    .execute()

export const findCopyOfPage = (db: Executor, pageId: string) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('exams_copy as c', 'c.id', 'p.copy_id')
    .where('p.id', '=', pageId)
    .select(['c.id', 'c.exam_id'])
    .executeTakeFirst()

/** What persons said of the page, held until the transaction ends together with the page. */
export async function holdPainting(trx: Trx, pageId: string): Promise<Painting | undefined> {
  const page = await trx
    .selectFrom('scans_page')
    .where('id', '=', pageId)
    .forNoKeyUpdate()
    .select('id')
    .executeTakeFirst()
  return page && (await paintedPages(trx).where('p.id', '=', pageId).executeTakeFirstOrThrow())
}

export async function setBand(
  trx: Trx,
  pageId: string,
  band: Painting['band'],
  actorId: string,
): Promise<void> {
  await trx.deleteFrom('anonymity_band').where('page_id', '=', pageId).execute()
  if (band === null) return
  await trx
    .insertInto('anonymity_band')
    .values({ ...band, page_id: pageId, created_by_id: actorId })
    .execute()
}

export async function deleteZones(trx: Trx, ids: string[]): Promise<void> {
  if (ids.length > 0) await trx.deleteFrom('anonymity_zone').where('id', 'in', ids).execute()
}

/** False when one of the ids is that of a zone elsewhere. */
export async function insertZones(
  trx: Trx,
  pageId: string,
  zones: readonly Zone[],
  actorId: string,
): Promise<boolean> {
  if (zones.length === 0) return true
  const made = await trx
    .insertInto('anonymity_zone')
    .values(zones.map((zone) => ({ ...zone, page_id: pageId, created_by_id: actorId })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute()
  return made.length === zones.length
}
