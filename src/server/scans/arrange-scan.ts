import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { makeAnonymousId } from '#domain/anonymous-id.ts'
import { arrangeSheets } from '#domain/arrange-sheets.ts'
import { addRotation, type PageBox, type Rotation, rotateBox } from '#domain/geometry.ts'
import type { PlacedPage, ProposedBooklet, ScanFlag, SheetAnalysis } from '#domain/scan-pages.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import { json, type Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import { derivedKey } from './page-images.ts'
import { ScanCalledOff } from './save-sheets.ts'
import type { PageRow, ScanRow } from './scans.store.ts'
import * as store from './scans.store.ts'

/** Puts the pages of a scan that is wholly read into booklets and copies, all in one transaction: there is never half an arrangement. */
export async function arrangeScan(trx: Trx, scan: ScanRow, timings: Record<string, number>): Promise<void> {
  const startedAt = performance.now()
  const exam = await trx
    .selectFrom('exams_exam')
    .selectAll()
    .where('id', '=', scan.exam_id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const pages = await store.listScanPages(trx, scan.id)
  const arrangement = arrangeSheets(
    toSheets(pages),
    { pagesPerBooklet: exam.pages_per_booklet, mode: exam.upload_mode },
    await store.listEarlierPages(trx, scan),
  )

  const at = new Map(pages.map((page) => [`${page.source_page} ${page.half}`, page]))
  const find = ({ sourcePage, half }: Pick<PlacedPage, 'sourcePage' | 'half'>): PageRow => {
    const page = at.get(`${sourcePage} ${half}`)
    if (page === undefined)
      throw new Error(`The arrangement names page ${sourcePage} ${half}, which was not scanned`)
    return page
  }

  const anonymousIds = await newAnonymousIds(trx, arrangement.copies.length)
  let position = await nextPosition(trx, exam.id)
  const placed: PlacedRow[] = []
  for (const [index, { booklets }] of arrangement.copies.entries()) {
    const copyId = randomUUID()
    await trx
      .insertInto('exams_copy')
      .values({
        id: copyId,
        exam_id: exam.id,
        anonymous_id: anonymousIds[index] ?? '',
        pdf_source: scan.storage_key,
        position: position++,
      })
      .execute()
    let pagePosition = 0
    for (const booklet of booklets) {
      const rows = booklet.pages.map((page) => ({ page, row: find(page) }))
      const bookletId = await insertBooklet(trx, exam.id, rows)
      await trx.insertInto('exams_copy_booklets').values({ copy_id: copyId, booklet_id: bookletId }).execute()
      for (const [index, { page, row }] of rows.entries()) {
        const settled = settle(row, page.rotation)
        const isFirst = index === 0 && booklet.hasHeader
        placed.push({
          ...settled,
          headerBox: isFirst ? headerBoxOf(row, page.rotation) : settled.headerBox,
          blank: page.blank,
          bookletId,
          copyId,
          position: pagePosition++,
          binReason: null,
        })
      }
    }
    await recordCopyEvent(trx, [
      {
        copyId,
        action: 'IMPORT',
        actorId: scan.uploaded_by_id,
        metadata: { scan_id: scan.id, pages: pagePosition },
      },
    ])
  }
  for (const page of arrangement.unplaced) {
    const row = find(page)
    placed.push({
      ...settle(row, page.rotation),
      blank: row.blank,
      bookletId: null,
      copyId: null,
      position: null,
      binReason: page.reason,
    })
  }
  await savePlaces(
    trx,
    placed,
    flagsByPage(
      arrangement.copies.flatMap((copy) => copy.booklets),
      pages,
    ),
  )

  const arrangeMs = performance.now() - startedAt
  const isFinished = await store.finishScan(trx, scan.id, arrangement.problems, {
    ...timings,
    stapleReadyMs: Math.round((timings.splitMs ?? 0) + arrangeMs),
  })
  if (!isFinished) throw new ScanCalledOff()
  await markProcessed(trx, exam.id)
  await announce(trx, { type: 'scan', examId: exam.id, scanId: scan.id })
  await announce(trx, { type: 'exam', examId: exam.id })
}

interface PlacedRow {
  id: string
  rotation: Rotation
  widthPx: number
  heightPx: number
  headerBox: string | null
  blank: boolean
  bookletId: string | null
  copyId: string | null
  position: number | null
  binReason: string | null
}

function toSheets(pages: PageRow[]): SheetAnalysis[] {
  const sheets = new Map<number, SheetAnalysis>()
  for (const { source_page: sourcePage, analysis } of pages) {
    const sheet = sheets.get(sourcePage) ?? {
      ...analysis.sheet,
      sourcePage,
      flags: analysis.flags,
      halves: [],
    }
    sheet.halves.push(analysis.half)
    sheets.set(sourcePage, sheet)
  }
  return [...sheets.values()]
}

/** The page turned to `rotation`, by the batch as a whole or by a person: its size and its header turn along. */
export function settle(
  row: Pick<PageRow, 'id' | 'rotation' | 'width_px' | 'height_px' | 'header_box'>,
  rotation: Rotation,
): Pick<PlacedRow, 'id' | 'rotation' | 'widthPx' | 'heightPx' | 'headerBox'> {
  const turn = addRotation(rotation, ((360 - row.rotation) % 360) as Rotation)
  const sideways = turn === 90 || turn === 270
  return {
    id: row.id,
    rotation,
    widthPx: sideways ? row.height_px : row.width_px,
    heightPx: sideways ? row.width_px : row.height_px,
    headerBox: row.header_box === null ? null : json(rotateBox(row.header_box, turn)),
  }
}

/** Deeper than any form seen: covering too much hides no mark, covering too little shows a name. */
const DEEPEST_HEADER: PageBox = { x: 0, y: 0, w: 1, h: 0.27 }

/** A header known only from what other forms have in common, or found on the page the other way up, has no box of its own. */
const headerBoxOf = (row: PageRow, rotation: Rotation): string =>
  json(row.header_box === null || row.rotation !== rotation ? DEEPEST_HEADER : row.header_box)

async function insertBooklet(
  trx: Trx,
  examId: string,
  rows: Array<{ page: PlacedPage; row: PageRow }>,
): Promise<string> {
  const sourcePages = rows.map(({ row }) => row.source_page)
  const first = rows[0]
  const { id } = await trx
    .insertInto('exams_booklet')
    .values({
      exam_id: examId,
      start_page: Math.min(...sourcePages),
      end_page: Math.max(...sourcePages),
      header_image: first === undefined ? null : derivedKey(first.row.id, 'header', first.page.rotation),
      pages_images: json(rows.map(({ row, page }) => derivedKey(row.id, 'desk', page.rotation))),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The flags of a scanned page, those of its analysis and those of the arrangement, without repeats. */
function flagsByPage(booklets: ProposedBooklet[], pages: PageRow[]): Map<number, ScanFlag[]> {
  const flags = new Map<number, ScanFlag[]>()
  for (const flag of [
    ...pages.flatMap((page) => page.analysis.flags),
    ...booklets.flatMap((booklet) => booklet.flags),
  ]) {
    const known = flags.get(flag.sourcePage) ?? []
    if (!known.some(({ code }) => code === flag.code)) flags.set(flag.sourcePage, [...known, flag])
  }
  return flags
}

async function savePlaces(trx: Trx, placed: PlacedRow[], flags: Map<number, ScanFlag[]>): Promise<void> {
  if (placed.length === 0) return
  await sql`
    update scans_page p set
      rotation = v.rotation, blank = v.blank, width_px = v."widthPx", height_px = v."heightPx", header_box = v."headerBox"::jsonb,
      booklet_id = v."bookletId", copy_id = v."copyId", position = v.position, bin_reason = v."binReason",
      analysis = jsonb_set(p.analysis, '{flags}', coalesce(${json(Object.fromEntries(flags))}::jsonb -> p.source_page::text, '[]'))
    from jsonb_to_recordset(${json(placed)}::jsonb) as v(
      id uuid, rotation smallint, blank boolean, "widthPx" integer, "heightPx" integer, "headerBox" text,
      "bookletId" uuid, "copyId" uuid, position integer, "binReason" text)
    where p.id = v.id
  `.execute(trx)
}

/** Collisions are one in a billion, but an import must not fail for one. */
export async function newAnonymousIds(trx: Trx, count: number): Promise<string[]> {
  const ids = new Set<string>()
  while (ids.size < count) {
    while (ids.size < count) ids.add(makeAnonymousId(randomInt))
    const taken = await trx
      .selectFrom('exams_copy')
      .where('anonymous_id', 'in', [...ids])
      .select('anonymous_id')
      .execute()
    for (const { anonymous_id } of taken) ids.delete(anonymous_id)
  }
  return [...ids]
}

async function nextPosition(trx: Trx, examId: string): Promise<number> {
  const { last } = await trx
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .select((eb) => eb.fn.max('position').as('last'))
    .executeTakeFirstOrThrow()
  return (last ?? -1) + 1
}

/** `is_processed` is true when nothing of the exam waits to be split. */
async function markProcessed(trx: Trx, examId: string): Promise<void> {
  await sql`
    update exams_exam set is_processed = not exists (
      select from scans_scan where exam_id = ${examId} and status in ('QUEUED', 'SPLITTING')
    ) where id = ${examId}
  `.execute(trx)
}
