import type { Executor } from '#server/db/database.ts'

/** The page at that place in reading order. */
export const findPage = (db: Executor, copyId: string, index: number) =>
  db
    .selectFrom('scans_page')
    .where('copy_id', '=', copyId)
    .orderBy('position')
    .offset(index)
    .limit(1)
    .select(['id', 'sheet_key', 'box_x', 'box_y', 'box_w', 'box_h', 'rotation', 'header_box'])
    .executeTakeFirst()
