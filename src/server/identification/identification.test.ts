import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identifyCopy, listIdentification } from '#contract/identification.ts'
import { listRoster } from '#contract/students.ts'
import { json } from '#server/db/database.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type MadeStudent, makeCopy, makeExam, makeReading, makeStudent } from '#test/factories.ts'
import { depositAndSplit, newScanPdf } from '#test/scans.ts'
import { upload } from '#test/upload.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const identify = (copyId: string, studentId: number | null) =>
  admin.call(identifyCopy, { params: { copyId }, body: { studentId } })

const nameOf = ({ lastName, firstName }: MadeStudent) => `${lastName} ${firstName}`

const journal = (copyId: string) =>
  korrigo.db
    .selectFrom('grading_gradingevent')
    .where('copy_id', '=', copyId)
    .select(['action', 'actor_id', 'metadata'])
    .orderBy('timestamp')
    .execute()

const release = (examId: string, at: Date | null) =>
  korrigo.db.updateTable('exams_exam').set({ results_released_at: at }).where('id', '=', examId).execute()

async function examWithStudents(count: number) {
  const exam = await makeExam(korrigo)
  const students = []
  for (let i = 0; i < count; i++) students.push(await makeStudent(korrigo, { examId: exam.id }))
  const [one, two = one] = students
  if (one === undefined || two === undefined) throw new Error('At least one student')
  return { examId: exam.id, one, two }
}

describe('the list of copies to identify', () => {
  test('an exam that is not there: 404', async () => {
    const answer = await admin.call(listIdentification, { params: { examId: NOBODY } })
    expect(answer).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('copies in scan order, each with the page of its header and its student', async () => {
    const { examId, one } = await examWithStudents(1)
    const first = await makeCopy(korrigo, { examId, status: 'STAGING' })
    const second = await makeCopy(korrigo, { examId, studentId: one.id })
    const { json } = await admin.call(listIdentification, { params: { examId } })
    expect(json.copies).toEqual([
      {
        id: first.id,
        anonymousId: first.anonymousId,
        status: 'STAGING',
        headerPageId: first.pageIds[0],
        headerVersion: '0-75',
        student: null,
        proposal: null,
        reading: null,
      },
      {
        id: second.id,
        anonymousId: second.anonymousId,
        status: 'READY',
        headerPageId: second.pageIds[0],
        headerVersion: '0-75',
        student: { ...one, email: null, hasAccount: false },
        proposal: null,
        reading: null,
      },
    ])
  })

  test('a copy without pages has no header', async () => {
    const { examId } = await examWithStudents(1)
    await korrigo.db
      .insertInto('exams_copy')
      .values({ exam_id: examId, anonymous_id: 'SANS-PAG', student_id: null })
      .execute()
    const { json } = await admin.call(listIdentification, { params: { examId } })
    expect(json.copies).toMatchObject([{ anonymousId: 'SANS-PAG', headerPageId: null }])
  })
})

describe('the student whom the name of a file speaks of', () => {
  const individual = async () => {
    const { id } = await makeExam(korrigo)
    await korrigo.db
      .updateTable('exams_exam')
      .set({ upload_mode: 'INDIVIDUAL_A4', name: 'Bac blanc' })
      .where('id', '=', id)
      .execute()
    return id
  }
  const importRoster = (examId: string, ...lines: string[]) =>
    upload(korrigo, admin, `/api/exams/${examId}/roster`, [
      {
        name: 'classe.csv',
        bytes: Buffer.from(['Nom;Prénom;Date de naissance;Classe;Email', ...lines].join('\n')),
      },
    ])
  const proposals = async (examId: string) => {
    const { json } = await admin.call(listIdentification, { params: { examId } })
    const roster = (await admin.call(listRoster, { params: { examId } })).json.students
    return json.copies.map(({ proposal }) => {
      const student = roster.find(({ id }) => id === proposal?.studentId)
      return proposal && [proposal.fileName, `${student?.lastName} ${student?.firstName}`]
    })
  }

  test('is proposed, though the roster came after the scans; nobody is named by that', async () => {
    const examId = await individual()
    for (const name of ['DURAND Léa.pdf', 'paul.martin@lycee.fr.pdf', 'copie 3.pdf', 'Durand.pdf'])
      await depositAndSplit(korrigo, admin, examId, await newScanPdf(), name)
    expect(await proposals(examId)).toEqual([null, null, null, null])
    await importRoster(
      examId,
      'DURAND;Léa;12/03/2008;TG3;',
      'DURAND;Marc;13/03/2008;TG3;',
      'MARTIN;Paul;14/03/2008;TG3;paul.martin@lycee.fr',
    )
    expect(await proposals(examId)).toEqual([
      ['DURAND Léa.pdf', 'DURAND Léa'],
      ['paul.martin@lycee.fr.pdf', 'MARTIN Paul'],
      null,
      null,
    ])
    const { json } = await admin.call(listIdentification, { params: { examId } })
    expect(json.copies.map(({ student }) => student)).toEqual([null, null, null, null])
    const [first] = json.copies
    const named = await identify(first?.id ?? '', first?.proposal?.studentId ?? null)
    expect(named.json).toMatchObject({ student: { firstName: 'Léa' }, proposal: first?.proposal })
  })

  test('is not looked for in a batch', async () => {
    const { id: examId } = await makeExam(korrigo)
    await importRoster(examId, 'DURAND;Léa;12/03/2008;TG3;')
    await depositAndSplit(korrigo, admin, examId, await newScanPdf(), 'DURAND Léa.pdf')
    expect(await proposals(examId)).toEqual([null])
  })
})

describe('what was read in a header', () => {
  const listed = async (examId: string) =>
    (await admin.call(listIdentification, { params: { examId } })).json.copies

  test('comes with at most ten candidates, best first, and proposes whom it found', async () => {
    const { examId, one, two } = await examWithStudents(2)
    const copy = await makeCopy(korrigo, { examId })
    const others = Array.from({ length: 10 }, () => ({ studentId: two.id, confidence: 0.001 }))
    await makeReading(korrigo, {
      copyId: copy.id,
      status: 'certain',
      detectedText: 'DURAND LEA',
      candidates: [{ studentId: one.id, confidence: 0.99 }, ...others],
    })
    const [first] = await listed(examId)
    expect(first).toMatchObject({
      proposal: { studentId: one.id, origin: 'header', certain: true, fileName: null },
      reading: { status: 'certain', confidence: 0.99, detectedText: 'DURAND LEA' },
    })
    expect(first?.reading?.candidates).toHaveLength(10)
    expect(first?.reading?.candidates[0]).toEqual({
      studentId: one.id,
      confidence: 0.99,
      fields: [
        { field: 'lastName', agreement: 0.99 },
        { field: 'firstName', agreement: 0.99 },
      ],
    })
  })

  test('proposes nobody whose copy is another one, nor somebody who left the roster', async () => {
    const { examId, one, two } = await examWithStudents(2)
    const copy = await makeCopy(korrigo, { examId })
    const candidates = [{ studentId: one.id, confidence: 0.9 }]
    await makeReading(korrigo, { copyId: copy.id, status: 'review', candidates })
    expect(await listed(examId)).toMatchObject([{ proposal: { studentId: one.id, certain: false } }])
    const theirs = await makeCopy(korrigo, { examId, studentId: one.id })
    expect(await listed(examId)).toMatchObject([{ proposal: null, reading: { candidates } }, {}])
    await identify(theirs.id, two.id)
    expect(await listed(examId)).toMatchObject([{ proposal: { studentId: one.id } }, {}])
    await korrigo.db.deleteFrom('exams_exam_students').where('student_id', '=', one.id).execute()
    expect(await listed(examId)).toMatchObject([{ proposal: null }, {}])
  })

  test('goes before the name of the file, and is not certain when that says otherwise', async () => {
    const { examId, one, two } = await examWithStudents(2)
    const copy = await makeCopy(korrigo, { examId })
    await makeReading(korrigo, {
      copyId: copy.id,
      status: 'certain',
      candidates: [{ studentId: one.id, confidence: 0.99 }],
    })
    await korrigo.db
      .insertInto('exams_exampdf')
      .values({ exam_id: examId, pdf_file: 'f', scan_id: copy.scanId, student_identifier: nameOf(one) })
      .execute()
    const proposal = { studentId: one.id, origin: 'header', certain: true, fileName: 'lot.pdf' }
    expect(await listed(examId)).toMatchObject([{ proposal }])
    await korrigo.db
      .updateTable('exams_exampdf')
      .set({ student_identifier: nameOf(two) })
      .where('exam_id', '=', examId)
      .execute()
    expect(await listed(examId)).toMatchObject([{ proposal: { ...proposal, certain: false } }])
    await makeCopy(korrigo, { examId, studentId: one.id })
    const byFile = { studentId: two.id, origin: 'file', certain: false }
    expect(await listed(examId)).toMatchObject([{ proposal: byFile }, {}])
  })

  test('is told to the journal with the name that was given', async () => {
    const { examId, one, two } = await examWithStudents(2)
    const copy = await makeCopy(korrigo, { examId })
    const candidates = [{ studentId: one.id, confidence: 0.6 }]
    await makeReading(korrigo, { copyId: copy.id, status: 'review', candidates })
    await identify(copy.id, two.id)
    expect(await journal(copy.id)).toMatchObject([
      { metadata: { student_id: two.id, proposed_student_id: one.id, confidence: 0.6 } },
    ])
  })

  test('its image has another address once it is turned or made finer', async () => {
    const { examId } = await examWithStudents(1)
    const copy = await makeCopy(korrigo, { examId, status: 'STAGING' })
    await korrigo.db.updateTable('scans_page').set({ rotation: 180 }).where('copy_id', '=', copy.id).execute()
    expect(await listed(examId)).toMatchObject([{ headerVersion: '180-75' }])
    await korrigo.db
      .updateTable('scans_scan')
      .set({ timings: json({ derivedImagesMs: 12 }) })
      .where('id', '=', copy.scanId)
      .execute()
    expect(await listed(examId)).toMatchObject([{ headerVersion: '180-150' }])
  })
})

describe('saying whose copy it is', () => {
  test('a copy that is not there: 404; a number no student can have: 400', async () => {
    expect(await identify(NOBODY, null)).toMatchObject({ status: 404, code: 'not_found' })
    const { examId } = await examWithStudents(1)
    const copy = await makeCopy(korrigo, { examId })
    expect(await identify(copy.id, 2 ** 31)).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  test('a student of another exam is refused, and nothing changes', async () => {
    const { examId } = await examWithStudents(1)
    const elsewhere = await examWithStudents(1)
    const copy = await makeCopy(korrigo, { examId })
    expect(await identify(copy.id, elsewhere.one.id)).toMatchObject({
      status: 422,
      code: 'student_not_on_roster',
    })
    expect(await journal(copy.id)).toEqual([])
  })

  test('a student who has a copy of the exam is refused, and the answer names that copy', async () => {
    const { examId, one } = await examWithStudents(1)
    const theirs = await makeCopy(korrigo, { examId, studentId: one.id })
    const copy = await makeCopy(korrigo, { examId })
    const { status, code, problem } = await identify(copy.id, one.id)
    expect({ status, code }).toEqual({ status: 409, code: 'student_has_copy' })
    expect(problem?.detail).toContain(`${one.firstName} ${one.lastName}`)
    expect(problem?.detail).toContain(theirs.anonymousId)
    expect(await journal(copy.id)).toEqual([])
  })

  test('two copies given to one student at once: one gets the name, the other the same refusal', async () => {
    const { examId, one } = await examWithStudents(1)
    const copies = await Promise.all([1, 2, 3, 4].map(() => makeCopy(korrigo, { examId })))
    const answers = await Promise.all(copies.map(({ id }) => identify(id, one.id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    for (const answer of answers) if (answer.status === 409) expect(answer.code).toBe('student_has_copy')
  })

  test('name, another name, no name: each told in the journal; the same again leaves no trace', async () => {
    const { examId, one, two } = await examWithStudents(2)
    const copy = await makeCopy(korrigo, { examId, status: 'STAGING' })
    expect((await identify(copy.id, one.id)).json.student).toMatchObject({ id: one.id })
    expect((await identify(copy.id, one.id)).json.student).toMatchObject({ id: one.id })
    expect((await identify(copy.id, two.id)).json.student).toMatchObject({ id: two.id })
    expect((await identify(copy.id, null)).json).toMatchObject({ id: copy.id, student: null })
    expect(await journal(copy.id)).toEqual([
      {
        action: 'IDENTIFY',
        actor_id: admin.id,
        metadata: { previous_student_id: null, student_id: one.id },
      },
      {
        action: 'IDENTIFY',
        actor_id: admin.id,
        metadata: { previous_student_id: one.id, student_id: two.id },
      },
      {
        action: 'UNIDENTIFY',
        actor_id: admin.id,
        metadata: { previous_student_id: two.id, student_id: null },
      },
    ])
  })

  test('the name of a marked copy stays: its final PDF carries it', async () => {
    const { examId, one, two } = await examWithStudents(2)
    const copy = await makeCopy(korrigo, { examId, status: 'GRADED', studentId: one.id })
    const refused = { status: 409, code: 'copy_graded_identified' }
    expect(await identify(copy.id, two.id)).toMatchObject(refused)
    expect(await identify(copy.id, null)).toMatchObject(refused)
    expect(await journal(copy.id)).toEqual([])
    expect((await identify(copy.id, one.id)).status).toBe(200)
  })

  test('a marked copy of nobody gets its student, but not while results are released', async () => {
    const { examId, one } = await examWithStudents(1)
    const copy = await makeCopy(korrigo, { examId, status: 'GRADED' })
    await release(examId, new Date())
    expect(await identify(copy.id, one.id)).toMatchObject({ status: 409, code: 'exam_released' })
    await release(examId, null)
    expect((await identify(copy.id, one.id)).json.student).toMatchObject({ id: one.id })
  })
})
