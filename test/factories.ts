import { createHash, randomInt, randomUUID } from 'node:crypto'
import { PDFDocument } from '@cantoo/pdf-lib'
import sharp from 'sharp'
import { makeAnonymousId } from '#domain/anonymous-id.ts'
import type { CopyStatus } from '#domain/copy-status.ts'
import type { PageBox } from '#domain/geometry.ts'
import type { GradingStructure } from '#domain/grading-structure.ts'
import type { ReadingCandidate, ReadingStatus } from '#domain/header-fields.ts'
import { SYSTEM_ACTOR_ID } from '#server/audit/audit.ts'
import { json } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'

type Base = Pick<Deps, 'db' | 'storage'>

/** Two exercises, three questions, 6 points. */
export const BAREME: GradingStructure = [
  {
    id: 'ex1',
    label: 'Exercice 1',
    points: 4,
    children: [
      { id: 'ex1-q1', label: 'Question 1', points: 1.5 },
      { id: 'ex1-q2', label: 'Question 2', points: 2.5 },
    ],
  },
  { id: 'ex2', label: 'Exercice 2', points: 2 },
]

/** Where the header of a factory's copy stands on its first page. */
export const HEADER_BOX: PageBox = { x: 0.04, y: 0.03, w: 0.92, h: 0.16 }

let serial = 0

export async function makeExam(
  { db }: Base,
  exam: {
    name?: string
    gradingStructure?: GradingStructure
    correctorIds?: string[]
    coefficient?: number
  } = {},
): Promise<{ id: string; name: string }> {
  const name = exam.name ?? `Mathématiques ${++serial}`
  const { id } = await db
    .insertInto('exams_exam')
    .values({
      name,
      date: '2026-05-18',
      subject: 'MATHEMATIQUES',
      coefficient: exam.coefficient ?? 1,
      grading_structure: json(exam.gradingStructure ?? BAREME),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const user_id of exam.correctorIds ?? [])
    await db.insertInto('exams_exam_correctors').values({ exam_id: id, user_id }).execute()
  return { id, name }
}

export interface MadeStudent {
  id: number
  lastName: string
  firstName: string
  birthDate: string
  className: string
}

/** A student, on the roster of the exam when one is given. */
export async function makeStudent(
  { db }: Base,
  student: Partial<Omit<MadeStudent, 'id'>> & { userId?: string; examId?: string } = {},
): Promise<MadeStudent> {
  const made = {
    lastName: student.lastName ?? `Essai-${++serial}`,
    firstName: student.firstName ?? 'Dominique',
    birthDate: student.birthDate ?? '2009-03-12',
    className: student.className ?? '2nde 3',
  }
  const { id } = await db
    .insertInto('students_student')
    .values({
      last_name: made.lastName,
      first_name: made.firstName,
      date_naissance: made.birthDate,
      class_name: made.className,
      ...(student.userId !== undefined && { user_id: student.userId }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (student.examId !== undefined)
    await db.insertInto('exams_exam_students').values({ exam_id: student.examId, student_id: id }).execute()
  return { id, ...made }
}

export interface MadeCopy {
  id: string
  anonymousId: string
  scanId: string
  /** In reading order. */
  pageIds: string[]
}

export interface CopyWanted {
  examId: string
  status?: Exclude<CopyStatus, 'LOCKED'>
  /** A multiple of 4: each four pages are one A3 sheet, recto [4 | 1], verso [2 | 3]. */
  pages?: number
  correctorId?: string
  studentId?: number
  handOutOrder?: number
  /** The header of the first page was not found. */
  withoutHeader?: boolean
  /** Only with status GRADED. */
  marks?: Record<string, number>
  appreciation?: string
}

/** A copy as the splitter and the stapler leave it, its sheets in storage. */
export async function makeCopy(base: Base, wanted: CopyWanted): Promise<MadeCopy> {
  const { db } = base
  const { examId, status = 'READY', pages = 4, correctorId, studentId, handOutOrder, appreciation } = wanted
  const anonymousId = makeAnonymousId(randomInt)
  const scanId = await makeScan(base, examId, pages / 2)
  const { id } = await db
    .insertInto('exams_copy')
    .values({
      exam_id: examId,
      anonymous_id: anonymousId,
      position: ++serial,
      assigned_corrector_id: correctorId ?? null,
      student_id: studentId ?? null,
      is_identified: studentId !== undefined,
      ...(handOutOrder !== undefined && { hand_out_order: handOutOrder }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const pageIds = await placePages(base, { scanId, copyId: id, pages, withoutHeader: wanted.withoutHeader })
  if (status !== 'STAGING')
    await db
      .updateTable('exams_copy')
      .set({ status: 'READY', validated_at: new Date() })
      .where('id', '=', id)
      .execute()
  if (status === 'GRADED') await setGraded(base, id, wanted.marks ?? {}, appreciation ?? null)
  return { id, anonymousId, scanId, pageIds }
}

async function placePages(
  { db }: Base,
  {
    scanId,
    copyId,
    pages,
    withoutHeader = false,
  }: { scanId: string; copyId: string; pages: number; withoutHeader?: boolean | undefined },
): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < pages; index++) {
    const place = index % 4
    const half = place === 1 || place === 3 ? 'left' : 'right'
    const sourcePage = Math.floor(index / 4) * 2 + (place === 1 || place === 2 ? 2 : 1)
    const { id } = await db
      .insertInto('scans_page')
      .values({
        scan_id: scanId,
        source_page: sourcePage,
        half,
        sheet_key: sheetKey(scanId, sourcePage),
        box_x: half === 'left' ? 0 : 0.5,
        box_y: 0,
        box_w: 0.5,
        box_h: 1,
        width_px: SHEET.width / 2,
        height_px: SHEET.height,
        header_box: index === 0 && !withoutHeader ? json(HEADER_BOX) : null,
        analysis: json({ flags: [] }),
        copy_id: copyId,
        position: index,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(id)
  }
  return ids
}

const sheetKey = (scanId: string, sourcePage: number): string => `sheets/${scanId}/${sourcePage}.pdf`

async function makeScan({ db, storage }: Base, examId: string, sides: number): Promise<string> {
  const { id } = await db
    .insertInto('scans_scan')
    .values({
      exam_id: examId,
      file_name: 'lot.pdf',
      sha256: createHash('sha256').update(randomUUID()).digest('hex'),
      storage_key: `scans/${randomUUID()}.pdf`,
      byte_size: 1,
      status: 'DONE',
      page_count: sides,
      pages_done: sides,
      uploaded_by_id: SYSTEM_ACTOR_ID,
      finished_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (let page = 1; page <= sides; page++)
    await storage.put(sheetKey(id, page), await sheetPdf(page % 2 === 1))
  return id
}

/** As finalising leaves a copy, with a final PDF that is only a sheet. */
async function setGraded(
  { db, storage }: Base,
  copyId: string,
  marks: Record<string, number>,
  appreciation: string | null,
): Promise<void> {
  const pdf = await sheetPdf(true)
  const sha256 = createHash('sha256').update(pdf).digest('hex')
  const file = `final/${copyId}/${sha256}.pdf`
  await storage.put(file, pdf)
  await db.transaction().execute(async (trx) => {
    const copy = trx.updateTable('exams_copy').where('id', '=', copyId)
    await trx
      .insertInto('grading_score')
      .values({ copy_id: copyId, scores_data: json(marks) })
      .execute()
    await trx
      .insertInto('grading_copylock')
      .values({ copy_id: copyId, owner_id: SYSTEM_ACTOR_ID, expires_at: new Date(Date.now() + 60_000) })
      .execute()
    await copy
      .set({
        status: 'LOCKED',
        locked_by_id: SYSTEM_ACTOR_ID,
        locked_at: new Date(),
        global_appreciation: appreciation,
      })
      .execute()
    await trx.deleteFrom('grading_copylock').where('copy_id', '=', copyId).execute()
    await copy.set({ status: 'GRADED', locked_by_id: null, graded_at: new Date(), final_pdf: file }).execute()
    await trx
      .insertInto('grading_finalpdf')
      .values({ copy_id: copyId, file, sha256, made_by_id: SYSTEM_ACTOR_ID })
      .execute()
  })
}

/** What the recogniser leaves of a copy. It proposes the first candidate, unless the status is `none`. */
export async function makeReading(
  { db }: Base,
  reading: {
    copyId: string
    status: ReadingStatus
    detectedText?: string
    candidates?: Array<Pick<ReadingCandidate, 'studentId' | 'confidence'> & Partial<ReadingCandidate>>
  },
): Promise<void> {
  const { copyId, status, detectedText = 'ESSAI DOMINIQUE' } = reading
  const candidates = (reading.candidates ?? []).map(
    (candidate): ReadingCandidate => ({
      score: Math.log(candidate.confidence),
      perfect: 0,
      fields: [
        { field: 'lastName', agreement: candidate.confidence },
        { field: 'firstName', agreement: candidate.confidence },
      ],
      ...candidate,
    }),
  )
  const [first] = candidates
  await db
    .insertInto('identification_ocrresult')
    .values({
      copy_id: copyId,
      detected_text: detectedText,
      confidence: first?.confidence ?? 0,
      candidates: json(candidates),
      status,
      proposed_student_id: status === 'none' ? null : (first?.studentId ?? null),
    })
    .execute()
}

/** An A3 side at 50 dpi. */
const SHEET = { width: 826, height: 585, widthPt: 1190.55, heightPt: 841.89 }
const sheets = new Map<boolean, Promise<Uint8Array>>()

/** One A3 side as a scanner gives it: a PDF page that is one JPEG. A recto has page 1 with its header, all black, in its right half. */
export function sheetPdf(isRecto: boolean): Promise<Uint8Array> {
  const made = sheets.get(isRecto) ?? drawSheet(isRecto)
  sheets.set(isRecto, made)
  return made
}

async function drawSheet(isRecto: boolean): Promise<Uint8Array> {
  const { width, height, widthPt, heightPt } = SHEET
  const half = width / 2
  const header = `<rect x="${half * (1 + HEADER_BOX.x)}" y="${height * HEADER_BOX.y}" width="${half * HEADER_BOX.w}" height="${height * HEADER_BOX.h}"/>`
  // A stroke of writing on each page, below any header.
  const writing = [0, half].map(
    (x) =>
      `<rect x="${x + half * 0.1}" y="${height * 0.5}" width="${half * 0.6}" height="6" fill="#223399"/>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fafafa"/>${isRecto ? header : ''}${writing.join('')}</svg>`
  const jpeg = await sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer()
  const pdf = await PDFDocument.create()
  pdf
    .addPage([widthPt, heightPt])
    .drawImage(await pdf.embedJpg(jpeg), { x: 0, y: 0, width: widthPt, height: heightPt })
  return pdf.save()
}
