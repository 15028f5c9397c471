import { describeProblem, PROBLEMS, type ProblemCode } from '#contract/problem.ts'
import type { Scan, ScanPage } from '#contract/scans.ts'
import { describeScanProblem } from '#domain/scan-words.ts'
import type { PageRow, ScanRow } from './scans.store.ts'

export const toScan = (row: ScanRow): Scan => ({
  id: row.id,
  fileName: row.file_name,
  sha256: row.sha256,
  byteSize: row.byte_size,
  status: row.status,
  pageCount: row.page_count,
  pagesDone: row.pages_done,
  remainingSeconds: remainingSeconds(row),
  problems: row.problems.map((problem) => ({
    ...problem,
    detail: describeScanProblem(problem),
  })),
  error: row.error_code === null ? null : describeRefusal(row, row.error_code),
  uploadedAt: row.uploaded_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
})

/** Why the file was refused, in the words of the error vocabulary. */
function describeRefusal(row: ScanRow, code: string): { code: string; detail: string } {
  if (!(code in PROBLEMS)) return { code, detail: describeProblem('internal_error').detail }
  const facts = { file: row.file_name, page: row.error_page ?? 0, limit: row.error_detail ?? '' }
  return { code, detail: describeProblem(code as ProblemCode, facts).detail }
}

function remainingSeconds({ status, page_count, pages_done, seconds_per_page }: ScanRow): number | null {
  if (status !== 'SPLITTING' || page_count === null || seconds_per_page === null) return null
  return Math.max(1, Math.round(seconds_per_page * (page_count - pages_done)))
}

/** What a screen needs of a page; its analysis, several kilobytes, is not read for that. */
type PageView = Pick<
  PageRow,
  | 'id'
  | 'scan_id'
  | 'source_page'
  | 'half'
  | 'rotation'
  | 'blank'
  | 'width_px'
  | 'height_px'
  | 'header_box'
  | 'bin_reason'
  | 'number_readings'
>

/** @param sheet first scanned page of the sheet it is on. */
export const toScanPage = (row: PageView, sheet: number): ScanPage => ({
  id: row.id,
  scanId: row.scan_id,
  sourcePage: row.source_page,
  sheet,
  half: row.half,
  rotation: row.rotation,
  blank: row.blank,
  widthPx: row.width_px,
  heightPx: row.height_px,
  hasHeader: row.header_box !== null,
  binReason: row.bin_reason,
  numbers: row.number_readings ?? [],
})
