import type { IdentificationCopy } from '#contract/identification.ts'
import type { ScanPage } from '#contract/scans.ts'
import type { Student } from '#contract/students.ts'
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
export async function makeReport(deps: Deps, examId: string, deposited: DepositedSource[]) {
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
  const proposals = new Map(
    (await listIdentification(deps.db, examId)).map(({ id, proposal }) => [id, proposal]),
  )
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
      identification: toIdentification(proposals.get(copy.id) ?? null, roster),
      flags: copy.flags,
    })),
    unplaced: stapler.bin.map((page) => ({ ...place(page), reason: page.binReason })),
    problems: rows.flatMap((row, source) =>
      row === undefined
        ? []
        : toScan(row).problems.map(({ code, sourcePage, detail }) => ({ code, source, sourcePage, detail })),
    ),
    timings: totalTimings(rows.filter((row) => row !== undefined)),
  }
}

/** How often a name written on a file is wrong was never measured: a person looks in any case. */
const FILE_NAME_CONFIDENCE = 0.5

/** Only names of files are read: whoever is named so goes to a person, and so does every other copy. */
function toIdentification(proposal: IdentificationCopy['proposal'], roster: Map<number, Student>) {
  const found = proposal === null ? undefined : roster.get(proposal.studentId)
  if (proposal === null || found === undefined)
    return { status: 'none' as const, confidence: 0, detectedText: '', student: null, candidates: [] }
  const student = {
    lastName: found.lastName,
    firstName: found.firstName,
    birthDate: found.birthDate,
  }
  return {
    status: 'review' as const,
    confidence: FILE_NAME_CONFIDENCE,
    detectedText: proposal.fileName ?? '',
    student,
    candidates: [{ ...student, score: FILE_NAME_CONFIDENCE }],
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
): Record<'splitMs' | 'stapleReadyMs' | 'derivedImagesMs' | 'identifyMs' | 'peakRssMb', number> {
  const sum = (key: string): number => rows.reduce((total, row) => total + (row.timings[key] ?? 0), 0)
  return {
    splitMs: sum('splitMs'),
    stapleReadyMs: sum('stapleReadyMs'),
    derivedImagesMs: sum('derivedImagesMs'),
    identifyMs: 0,
    peakRssMb: Math.max(0, ...rows.map((row) => row.timings.peakRssMb ?? 0)),
  }
}
