import { sql } from 'kysely'
import type { Rotation } from '#domain/geometry.ts'
import type { NumberReading } from '#domain/sheet-numbers.ts'
import { type Executor, json } from '#server/db/database.ts'

export type UnnumberedPage = Awaited<ReturnType<typeof listUnnumbered>>[number]

/** Written pages of copies that are still being put together, whose numbers were not looked for the way they are turned now. */
export const listUnnumbered = (db: Executor, examId: string) =>
  db
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .innerJoin('exams_copy as c', 'c.id', 'p.copy_id')
    .where('s.exam_id', '=', examId)
    .where('c.status', '=', 'STAGING')
    // As the index has it.
    .where('p.copy_id', 'is not', null)
    .where('p.number_readings', 'is', null)
    .where(sql<boolean>`not p.blank`)
    .select(['p.id', 'p.rotation', 'p.header_box'])
    .select(sql<number>`(p.analysis -> 'half' ->> 'skewDegrees')::float8`.as('skewDegrees'))
    .orderBy('c.position')
    .orderBy('p.position')
    .execute()

/** Without effect on a page that went, or was turned, in the meantime. */
export const saveNumbers = (
  db: Executor,
  page: { id: string; rotation: Rotation },
  readings: readonly NumberReading[],
) =>
  db
    .updateTable('scans_page')
    .set({ number_readings: json(readings) })
    .where('id', '=', page.id)
    .where('rotation', '=', page.rotation)
    .execute()
