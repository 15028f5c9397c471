import type { IdentificationCopy } from '#contract/identification.ts'
import type { ScanPage } from '#contract/scans.ts'
import type { Student } from '#contract/students.ts'
import { doubtNumbering } from '#domain/sheet-numbers.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { listIdentification } from '#server/identification/identification.ts'
import { toScan } from '#server/scans/scan-view.ts'
import { findScan, type ScanRow } from '#server/scans/scans.store.ts'
import { getStapler } from '#server/stapler/stapler.ts'
import { listRoster } from '#server/students/roster.ts'

/** A file given to `ingest`: its scan, or why there is none. */
export interface DepositedSource {
  file: string
  scanId?: string
  error?: { code: string; detail: string }
}

interface Source {
  file: string
  sha256: string | null
  pages: number
  status: 'accepted' | 'refused' | 'failed'
  error?: { code: string; detail: string }
}

/** The ingest report: what became of every half of every page, to be checked against a known truth. */
export async function makeReport(
  deps: Deps,
  examId: string,
  deposited: DepositedSource[],
  identifyMs: number,
) {
  const exam = await deps.db
    .selectFrom('exams_exam')
    .where('id', '=', examId)
    .select(['id', 'name'])
    .executeTakeFirst()
  if (exam === undefined) throw new DomainError('not_found')
  const rows = await Promise.all(
    deposited.map(({ scanId }) => (scanId === undefined ? undefined : findScan(deps.db, scanId))),
  )
  const stapler = await getStapler(deps.db, examId)
  const roster = new Map((await listRoster(deps, examId)).map((student) => [student.id, student]))
  const identified = new Map((await listIdentification(deps.db, examId)).map((copy) => [copy.id, copy]))
  const sourceOf = (page: ScanPage): number => deposited.findIndex(({ scanId }) => scanId === page.scanId)
  const place = (page: ScanPage) => ({
    source: sourceOf(page),
    sourcePage: page.sourcePage,
    half: page.half,
    rotation: page.rotation,
  })
  return {
    exam,
    sources: deposited.map((source, index) => toSource(source, rows[index])),
    copies: stapler.copies.map((copy) => ({
      anonymousId: copy.anonymousId,
      status: copy.status,
      pages: copy.pages.map((page) => ({ ...place(page), blank: page.blank })),
      identification: toIdentification(identified.get(copy.id), roster),
      flags: copy.flags,
    })),
    unplaced: stapler.bin.map((page) => ({ ...place(page), reason: page.binReason })),
    problems: [
      ...rows.flatMap((row, source) =>
        row === undefined
          ? []
          : toScan(row).problems.map(({ code, sourcePage, detail }) => ({
              ...{ code, source, sourcePage, detail },
            })),
      ),
      ...stapler.copies.flatMap(({ pages }) => numberingProblems(pages, sourceOf)),
    ],
    timings: { ...totalTimings(rows.filter((row) => row !== undefined)), identifyMs },
  }
}

/** What the numbers on the sheets of a copy say against it, told at the first page that bears one. */
const numberingProblems = (pages: ScanPage[], sourceOf: (page: ScanPage) => number) =>
  doubtNumbering(pages).flatMap(({ code, text, pages: [place = 0] }) => {
    const page = pages[place]
    if (page === undefined) return []
    const { sourcePage } = page
    return [{ code, source: sourceOf(page), sourcePage, detail: `Page ${sourcePage}\u00a0: ${text}.` }]
  })

/** How often a name written on a file is wrong was never measured: a person looks in any case. */
const FILE_NAME_CONFIDENCE = 0.5

/** Whom the copy is proposed to, by its header or by the name of its file, and who else it may be of. */
function toIdentification(copy: IdentificationCopy | undefined, roster: Map<number, Student>) {
  const named = (studentId: number | undefined) => {
    const student = studentId === undefined ? undefined : roster.get(studentId)
    if (student === undefined) return null
    return { lastName: student.lastName, firstName: student.firstName, birthDate: student.birthDate }
  }
  const { proposal = null, reading = null } = copy ?? {}
  const student = named(proposal?.studentId)
  const byHeader = proposal?.origin === 'header'
  const confidence = student === null ? 0 : byHeader ? (reading?.confidence ?? 0) : FILE_NAME_CONFIDENCE
  const candidates = (reading?.candidates ?? []).flatMap((candidate) => {
    const other = named(candidate.studentId)
    return other === null ? [] : [{ ...other, score: candidate.confidence }]
  })
  return {
    status:
      student === null ? ('none' as const) : proposal?.certain ? ('certain' as const) : ('review' as const),
    confidence,
    detectedText: byHeader || student === null ? (reading?.detectedText ?? '') : (proposal?.fileName ?? ''),
    student,
    candidates: byHeader || student === null ? candidates : [{ ...student, score: confidence }],
  }
}

function toSource({ file, error }: DepositedSource, row: ScanRow | undefined): Source {
  if (row === undefined) return { file, sha256: null, pages: 0, status: 'refused', ...(error && { error }) }
  const scan = toScan(row)
  const status = row.status === 'DONE' ? 'accepted' : row.status === 'REFUSED' ? 'refused' : 'failed'
  return {
    file,
    sha256: row.sha256,
    pages: row.page_count ?? 0,
    status,
    ...(scan.error && { error: scan.error }),
  }
}

function totalTimings(
  rows: ScanRow[],
): Record<'splitMs' | 'stapleReadyMs' | 'derivedImagesMs' | 'peakRssMb', number> {
  const sum = (key: string): number => rows.reduce((total, row) => total + (row.timings[key] ?? 0), 0)
  return {
    splitMs: sum('splitMs'),
    stapleReadyMs: sum('stapleReadyMs'),
    derivedImagesMs: sum('derivedImagesMs'),
    peakRssMb: Math.max(0, ...rows.map((row) => row.timings.peakRssMb ?? 0)),
  }
}
