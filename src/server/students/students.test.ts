import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  archiveStudents,
  createStudent,
  createStudentAccounts,
  editStudent,
  listClasses,
  listRoster,
  listStudents,
  restoreStudents,
} from '#contract/students.ts'
import { type ExamEvent, openEventHub } from '#server/db/events.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam, makeStudent } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const newcomer = { lastName: 'Œuvrard-Le Goff', firstName: 'Maëlle', birthDate: '2009-03-12' }
const create = (student: object) => admin.call(createStudent, { body: { ...newcomer, ...student } })
const edit = (studentId: number, body: object) => admin.call(editStudent, { params: { studentId }, body })
const list = async (query: object) => (await admin.call(listStudents, { query })).json
const found = async (search: string, query: object = {}) =>
  (await list({ search, ...query })).students.map(({ lastName }) => lastName)
const lastAudit = () =>
  korrigo.db.selectFrom('audit_event').selectAll().orderBy('at', 'desc').limit(1).executeTakeFirstOrThrow()

describe('one student', () => {
  test('what no student can be is refused, field by field', async () => {
    const refused = await create({
      lastName: ' ',
      firstName: '=1+1',
      birthDate: '1890-01-01',
      email: 'sans arobase',
    })
    expect(refused).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(Object.keys(refused.problem?.fields ?? {}).sort()).toEqual([
      'birthDate',
      'email',
      'firstName',
      'lastName',
    ])
    expect(await create({ birthDate: '2009-02-30' })).toMatchObject({ status: 400 })
    expect(await edit(2_000_000_000, { className: 'TG1' })).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('is added once: the same names, however written, on the same day are refused with who it is', async () => {
    const { status, json } = await create({ className: '2nde 3' })
    expect(status).toBe(201)
    expect(json).toMatchObject({ ...newcomer, email: null, hasAccount: false, isHomonym: false })
    expect(await lastAudit()).toMatchObject({ action: 'create_student', metadata: { student_id: json.id } })
    const again = await create({ lastName: 'OEUVRARD LE GOFF', firstName: 'maelle' })
    expect(again).toMatchObject({ status: 409, code: 'student_exists' })
    expect(again.problem?.detail).toContain('Œuvrard-Le Goff Maëlle, 2nde 3, 12/03/2009')
    expect(again.problem?.current).toMatchObject({ id: json.id })
    expect((await create({ birthDate: '2009-03-13' })).json.isHomonym).toBe(true)
  })

  test('is corrected; what is left out stays, and the journal has before and after', async () => {
    const { id } = (await create({ lastName: 'Corrigé', className: '2nde 3', email: 'c@exemple.fr' })).json
    const { json } = await edit(id, { lastName: 'Corrigée', email: null })
    expect(json).toMatchObject({ lastName: 'Corrigée', className: '2nde 3', email: null })
    expect(await found('corrigee')).toEqual(['Corrigée'])
    expect(await lastAudit()).toMatchObject({
      action: 'edit_student',
      metadata: {
        student_id: id,
        before: { lastName: 'Corrigé', email: 'c@exemple.fr' },
        after: { lastName: 'Corrigée', email: null },
      },
    })
    const told = (await lastAudit()).id
    await edit(id, { lastName: 'Corrigée' })
    expect((await lastAudit()).id).toBe(told)
  })

  test('is not made another one: 409 with whom, and nothing is changed', async () => {
    const one = (await create({ lastName: 'Jumeau', firstName: 'Noé', className: 'TG1' })).json
    const two = (await create({ lastName: 'Jumeau', firstName: 'Léo', className: 'TG2' })).json
    const refused = await edit(two.id, { firstName: 'NOE', className: 'TG3' })
    expect(refused).toMatchObject({ status: 409, code: 'student_exists' })
    expect(refused.problem?.detail).toContain('Jumeau Noé, TG1, 12/03/2009')
    expect(refused.problem?.current).toMatchObject({ id: one.id })
    expect(await list({ search: 'jumeau leo' })).toMatchObject({ students: [{ className: 'TG2' }] })
    expect(await edit(two.id, { firstName: 'LÉO' })).toMatchObject({ status: 200 })
  })

  test('two at once who would become the same: one is refused', async () => {
    const ids = await Promise.all(
      ['Ève', 'Éva'].map(async (firstName) => (await create({ lastName: 'Course', firstName })).json.id),
    )
    const answers = await Promise.all(ids.map((id) => edit(id, { firstName: 'Ava' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('their account and every exam that expects them follow', async () => {
    const { id: examId } = await makeExam(korrigo)
    const { id: elsewhere } = await makeExam(korrigo)
    const student = await makeStudent(korrigo, { examId, lastName: 'Suivi' })
    const { accounts } = (await admin.call(createStudentAccounts, { params: { examId } })).json
    const hub = await openEventHub(korrigo.connectionString)
    const heard: ExamEvent[] = []
    for (const exam of [examId, elsewhere]) hub.subscribe(exam, (event) => heard.push(event))
    await edit(student.id, { lastName: 'Suivie', email: 's@exemple.fr' })
    await expect.poll(() => heard).toEqual([{ type: 'exam', examId }])
    await hub.close()
    expect(
      await korrigo.db
        .selectFrom('auth_user')
        .where('username', '=', accounts[0]?.username ?? '')
        .select(['last_name', 'email'])
        .execute(),
    ).toEqual([{ last_name: 'Suivie', email: 's@exemple.fr' }])
  })
})

describe('the list of the school', () => {
  test('is searched by beginnings of names, birth date, class and e-mail, without accents or case', async () => {
    await create({
      lastName: 'D’Angélo-Nuñez',
      firstName: 'Zoé',
      birthDate: '2008-11-02',
      className: '1re G5',
      email: 'zoe.dangelo@lycee.example',
    })
    await create({ lastName: 'Angelier', firstName: 'Zora', birthDate: '2008-02-11' })
    for (const search of [
      "d'angelo nunez",
      'ZOÉ ang',
      'nuñez',
      '02/11/2008',
      '2/11/2008',
      '2008-11-02 d’ang',
      'zoe.dangelo@lyc',
      '1re g5 zoe',
      '02/11',
    ])
      expect(await found(search), search).toEqual(['D’Angélo-Nuñez'])
    expect(await found('zo ang')).toEqual(['Angelier', 'D’Angélo-Nuñez'])
    for (const search of ['gelo', '%gelo', '11/02/2007', 'zoé zora'])
      expect(await found(search), search).not.toContain('D’Angélo-Nuñez')
  })

  test('finds those who were written elsewhere, too', async () => {
    await makeStudent(korrigo, { lastName: 'Étranger', firstName: 'Łukasz' })
    expect(await found('etranger lukasz')).toEqual(['Étranger'])
  })

  test('goes from page to page in the order of names and misses nobody', async () => {
    const className = 'PAGES'
    for (const [lastName, firstName] of [
      ['DURAND PETIT', 'Anne'],
      ['Durand', 'Zoé'],
      ['ÉLOI', 'Ana'],
      ['Faure', 'Ana'],
      ['DURAND', 'Éva'],
    ])
      await create({ lastName, firstName, className })
    const seen: string[] = []
    for (let after: number | undefined; ; ) {
      const { students, total } = await list({ className, limit: 2, ...(after !== undefined && { after }) })
      expect(total).toBe(5)
      seen.push(...students.map((student) => `${student.lastName} ${student.firstName}`))
      after = students.at(-1)?.id
      if (students.length < 2) break
    }
    expect(seen).toEqual(['DURAND Éva', 'Durand Zoé', 'DURAND PETIT Anne', 'ÉLOI Ana', 'Faure Ana'])
    const { classes } = (await admin.call(listClasses)).json
    expect(classes).toContainEqual({ className, students: 5 })
  })
})

describe('the archive', () => {
  test('a whole class leaves and comes back; what they have stays', async () => {
    const { id: examId } = await makeExam(korrigo)
    const leaver = await makeStudent(korrigo, { examId, lastName: 'Partant', className: 'TG12' })
    const other = await makeStudent(korrigo, { lastName: 'Restant', className: 'TG13' })
    await admin.call(createStudentAccounts, { params: { examId } })
    const copy = await makeCopy(korrigo, { examId, studentId: leaver.id })
    const archive = async (className: string) =>
      (await admin.call(archiveStudents, { body: { className } })).json.studentIds
    expect(await archive('personne')).toEqual([])
    expect(await archive('TG12')).toEqual([leaver.id])
    expect(await archive('TG12')).toEqual([])
    expect(await lastAudit()).toMatchObject({
      action: 'archive_students',
      metadata: { student_ids: [leaver.id], class_name: 'TG12' },
    })
    expect(await found('partant')).toEqual([])
    expect(await found('partant', { archived: 'true' })).toEqual(['Partant'])
    expect(await found('restant', { archived: 'true' })).toEqual([])
    expect(other.id).toBeGreaterThan(0)
    const classesOf = async (archived: string) =>
      (await admin.call(listClasses, { query: { archived: archived as 'true' } })).json.classes.map(
        ({ className }) => className,
      )
    expect(await classesOf('false')).not.toContain('TG12')
    expect(await classesOf('true')).toEqual(['TG12'])
    const roster = (await admin.call(listRoster, { params: { examId } })).json.students
    expect(roster).toMatchObject([{ id: leaver.id, hasAccount: true }])
    const kept = await korrigo.db
      .selectFrom('exams_copy')
      .where('id', '=', copy.id)
      .select('student_id')
      .execute()
    expect(kept).toEqual([{ student_id: leaver.id }])
    const back = await admin.call(restoreStudents, { body: { studentIds: [leaver.id, other.id] } })
    expect(back.json.studentIds).toEqual([leaver.id])
    expect(await found('partant')).toEqual(['Partant'])
  })

  test('who left makes nobody a homonym, but is still the same student', async () => {
    const { id } = (await create({ lastName: 'Ancien' })).json
    await admin.call(archiveStudents, { body: { studentIds: [id] } })
    expect((await create({ lastName: 'Ancien', birthDate: '2010-01-01' })).json.isHomonym).toBe(false)
    const refused = await create({ lastName: 'ANCIEN' })
    expect(refused).toMatchObject({ status: 409, code: 'student_exists' })
    expect(refused.problem?.detail).toContain('parmi les archivés')
  })
})
