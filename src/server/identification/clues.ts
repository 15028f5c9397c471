import type { IdentificationCopy, Proposal } from '#contract/identification.ts'
import { fileNameReader } from '#domain/identify-file-name.ts'
import { nameAreaOf } from '#domain/name-area.ts'
import type { Executor } from '#server/db/database.ts'
import { TOP_BAND } from '#server/scans/page-images.ts'
import { listRoster } from '#server/students/students.store.ts'
import { toStudent } from '#server/students/students.ts'
import * as store from './identification.store.ts'

/** What speaks for somebody: the header as it was read, and who is proposed by it or by the name of the file. */
export type Clues = Pick<IdentificationCopy, 'proposal' | 'reading'>

interface Wanted {
  examId: string
  examName: string
  /** Null: of every copy of the exam. */
  copyId: string | null
}

/** A student who has another copy by now is proposed for none. */
export async function readClues(db: Executor, wanted: Wanted): Promise<(copyId: string) => Clues> {
  const readings = await store.listReadings(db, wanted.examId, wanted.copyId)
  const readingOf = new Map(readings.map((row) => [row.copy_id, row]))
  const fileOf = await readFileNames(db, wanted)
  const takers = await store.listTakers(db, wanted.examId)
  const copyOf = new Map(takers.map(({ id, student_id }) => [student_id, id]))

  return (copyId) => {
    const isFree = (studentId: number) => (copyOf.get(studentId) ?? copyId) === copyId
    const row = readingOf.get(copyId)
    const proposal = propose(row, fileOf.get(copyId), isFree)
    if (row === undefined) return { proposal, reading: null }
    const { status, confidence, detected_text: detectedText, candidates } = row
    const nameArea = row.page_id === null ? null : nameAreaOf(row.fields, row.header_box ?? TOP_BAND)
    return { proposal, reading: { status, confidence, detectedText, nameArea, candidates } }
  }
}

type ReadingRow = Awaited<ReturnType<typeof store.listReadings>>[number]
interface NamedFile {
  studentId: number
  fileName: string
}

/** The header before the file; one that says otherwise than the file is for a person to look at. */
function propose(
  header: ReadingRow | undefined,
  file: NamedFile | undefined,
  isFree: (studentId: number) => boolean,
): Proposal | null {
  const fileName = file?.fileName ?? null
  const read = header?.proposed_student_id ?? null
  if (header !== undefined && read !== null && isFree(read)) {
    const agrees = file === undefined || file.studentId === read
    return { studentId: read, origin: 'header', certain: header.status === 'certain' && agrees, fileName }
  }
  if (file === undefined || !isFree(file.studentId)) return null
  return { studentId: file.studentId, origin: 'file', certain: false, fileName }
}

/**
 * The student whom the file of each copy names. Read anew each time and kept nowhere: a roster imported after the scans, or corrected, is
 * the one that counts.
 */
async function readFileNames(
  db: Executor,
  { examId, examName, copyId }: Wanted,
): Promise<Map<string, NamedFile>> {
  const files = await store.listCopyFiles(db, examId, copyId)
  if (files.length === 0) return new Map()
  const studentOf = fileNameReader((await listRoster(db, examId)).map(toStudent), examName)
  return new Map(
    files.flatMap(({ copy_id, student_identifier, file_name }) => {
      const student = student_identifier === null ? null : studentOf(student_identifier)
      return student === null ? [] : [[copy_id, { studentId: student.id, fileName: file_name }]]
    }),
  )
}
