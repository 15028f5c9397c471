import { createUser } from '#contract/auth.ts'
import { lockCopy } from '#contract/grading.ts'
import { type Caller, openTestApp, type TestApp } from './app.ts'
import { makeCopy, makeExam, makeStudent, sheetPdf } from './factories.ts'
import { multipart } from './upload.ts'

export const CALLERS = ['nobody', 'student', 'another corrector', 'corrector', 'admin'] as const
export type Who = (typeof CALLERS)[number]

/** An account whose password is known here, to log in with. */
export const OPEN_ACCOUNT = {
  username: 'compte.ouvert',
  password: 'mot-de-passe-ouvert',
  firstName: 'Sacha',
  lastName: 'Ouvert',
}

/** The student, in all the forms the name could leak in. */
const STUDENT = { lastName: 'QUILLACQ', firstName: 'Ysoline', birthDate: '2009-11-23' }
const EMAIL = 'y.quillacq@lycee.example'
export const TRACES = /quillacq|ysoline|2009-11-23|23\/11\/2009/i

/** An exam whose copy is that of `student` and handed out to `corrector`; `another corrector` marks another copy of it. */
export interface Scene {
  callers: Record<Who, Caller>
  examId: string
  examName: string
  copyId: string
  scanId: string
  pageIds: string[]
  studentId: number
  correctorId: string
  /** Of the corrector, when the copy is LOCKED. */
  lockToken: string
  scanFile: ReturnType<typeof multipart>
}

export interface Stage {
  korrigo: TestApp
  newScene(wanted?: {
    copy?: 'STAGING' | 'READY' | 'LOCKED' | 'GRADED' | undefined
    released?: boolean
  }): Promise<Scene>
  /** The same people with sessions of their own, to be ended. */
  newCallers(): Promise<Record<Who, Caller>>
  close(): Promise<void>
}

/** A server with one person of each kind; scenes share them, but each has an exam of its own. */
export async function openStage(): Promise<Stage> {
  const korrigo = await openTestApp()
  const newCallers = async () => ({
    nobody: korrigo.stranger,
    student: await korrigo.newUser('student', STUDENT),
    'another corrector': await korrigo.newUser('corrector'),
    corrector: await korrigo.newUser('corrector'),
    admin: await korrigo.newUser('admin'),
  })
  const callers = await newCallers()
  const { corrector, admin } = callers
  const other = callers['another corrector']
  const student = await makeStudent(korrigo, { ...STUDENT, userId: callers.student.id })
  await korrigo.db
    .updateTable('students_student')
    .set({ email: EMAIL })
    .where('id', '=', student.id)
    .execute()
  await admin.call(createUser, { body: { ...OPEN_ACCOUNT, role: 'corrector' } })
  const scanFile = multipart([{ name: 'lot.pdf', bytes: await sheetPdf(true) }])

  const newScene: Stage['newScene'] = async ({ copy = 'READY', released = false } = {}) => {
    const exam = await makeExam(korrigo, { correctorIds: [corrector.id, other.id] })
    await korrigo.db
      .insertInto('exams_exam_students')
      .values({ exam_id: exam.id, student_id: student.id })
      .execute()
    const made = await makeCopy(korrigo, {
      examId: exam.id,
      status: copy === 'LOCKED' ? 'READY' : copy,
      studentId: student.id,
      correctorId: corrector.id,
      marks: { 'ex1-q1': 1, 'ex1-q2': 2, ex2: 0.5 },
    })
    await makeCopy(korrigo, { examId: exam.id, correctorId: other.id })
    // As single copies come in: the file is named after the student.
    await korrigo.db
      .updateTable('scans_scan')
      .set({ file_name: 'QUILLACQ Ysoline 2009-11-23.pdf' })
      .where('id', '=', made.scanId)
      .execute()
    if (released)
      await korrigo.db
        .updateTable('exams_exam')
        .set({ results_released_at: new Date() })
        .where('id', '=', exam.id)
        .execute()
    const lock =
      copy === 'LOCKED' ? (await corrector.call(lockCopy, { params: { copyId: made.id } })).json.token : ''
    return {
      callers,
      examId: exam.id,
      examName: exam.name,
      copyId: made.id,
      scanId: made.scanId,
      pageIds: made.pageIds,
      studentId: student.id,
      correctorId: corrector.id,
      lockToken: lock,
      scanFile,
    }
  }
  return { korrigo, newScene, newCallers, close: () => korrigo.close() }
}
