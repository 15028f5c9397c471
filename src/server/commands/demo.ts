import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '#contract/auth.ts'
import { adminExists, insertUser } from '#server/auth/auth.store.ts'
import { authenticate, createAccount } from '#server/auth/auth.ts'
import { writeDemoAccounts } from '#server/auth/demo-accounts.ts'
import { hashPassword } from '#server/auth/passwords.ts'
import { forgetSetupCode } from '#server/auth/setup-code.ts'
import type { Deps } from '#server/deps.ts'
import { createExam, setCorrectors, setGradingStructure } from '#server/exams/exams.ts'
import { handOutAtRandom } from '#server/hand-out/hand-out.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { identifyCopy } from '#server/identification/identification.ts'
import { depositFile } from '#server/scans/deposit.ts'
import { receiveLocalFile } from '#server/scans/incoming-file.ts'
import { splitWholeScan } from '#server/scans/split-scan-job.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents, rosterCsv, type SpecimenStudent } from '#server/specimen/students.ts'
import type { SpecimenTruth } from '#server/specimen/truth.ts'
import { getStapler, validateCopies } from '#server/stapler/stapler.ts'
import { listRoster } from '#server/students/roster.ts'
import { importStudents } from '#server/students/roster-import.ts'
import { linkAccount } from '#server/students/student-accounts.store.ts'
import { DEMO_STRUCTURE, markDemoCopies } from './demo-marking.ts'
import { withDeps } from './with-deps.ts'

const PASSWORD = 'korrigo-demo'
const COPIES = 24
/** Two students of the roster did not sit the exam. */
const STUDENTS = COPIES + 2

/** Loads the demonstration: an account for each role, and one exam of 24 invented copies, some already marked. */
export async function demo(): Promise<void> {
  await withDeps(async (deps) => {
    if (await adminExists(deps.db)) {
      throw new Error(
        'Cette installation a déjà des comptes. Choisissez un dossier neuf : KORRIGO_DATA=./demo npm run demo',
      )
    }
    console.log(`Fabrication de ${COPIES} copies inventées…`)
    const students = makeStudents({ seed: 'demonstration', count: STUDENTS, className: '2nde 3' })
    const { admin, correctors } = await createStaff(deps)
    const examId = await prepareExam(deps, admin, correctors, students)
    // Copies come back in no order of names.
    const writers = students.slice(0, COPIES).sort((a, b) => a.firstName.localeCompare(b.firstName, 'fr'))
    const truth = await scan(deps, admin, examId, writers)
    console.log('Identification, répartition et correction de quelques copies…')
    await identify(deps, admin, examId, truth)
    await handOutAtRandom(deps.db, admin, examId, { again: false })
    await markDemoCopies(deps, correctors, examId)
    await announceAccounts(deps, examId, students)
  })
  console.log(
    'La démonstration est prête. Lancez « npm start » : les comptes sont proposés sur la page de connexion.',
  )
}

async function createStaff({ db }: Deps): Promise<{ admin: Actor; correctors: Actor[] }> {
  const create = async (
    username: string,
    firstName: string,
    lastName: string,
    role: 'admin' | 'corrector',
  ): Promise<Actor> => {
    await createAccount(db, null, { username, firstName, lastName, role, password: PASSWORD })
    return authenticate(db, username, PASSWORD)
  }
  return {
    admin: await create('secretariat', 'Solène', 'Kervella', 'admin'),
    correctors: [
      await create('prof.mathieu', 'Agnès', 'Mathieu', 'corrector'),
      await create('prof.tanguy', 'Loïc', 'Tanguy', 'corrector'),
    ],
  }
}

async function prepareExam(
  deps: Deps,
  admin: Actor,
  correctors: Actor[],
  students: SpecimenStudent[],
): Promise<string> {
  const exam = await createExam(deps.db, admin, {
    name: 'Évaluation commune de seconde',
    date: '2026-11-13',
    uploadMode: 'BATCH_A3',
    pagesPerBooklet: 4,
    subject: 'Tronc commun',
    coefficient: 1,
  })
  await setGradingStructure(deps.db, admin, exam.id, DEMO_STRUCTURE)
  await setCorrectors(
    deps.db,
    admin,
    exam.id,
    correctors.map(({ id }) => id),
  )
  const roster = { name: 'seconde-3.csv', bytes: Buffer.from(rosterCsv(students)) }
  await importStudents(deps, admin.id, exam.id, roster, { dryRun: false })
  return exam.id
}

async function scan(
  deps: Deps,
  admin: Actor,
  examId: string,
  students: SpecimenStudent[],
): Promise<SpecimenTruth> {
  const { workDir, maxUploadBytes: maxBytes } = deps.config
  await mkdir(workDir, { recursive: true })
  const path = join(workDir, 'demonstration.pdf')
  const truth = await makeBatch({
    seed: 'demonstration',
    students,
    outPath: path,
    dpi: 150,
    examTitle: 'Évaluation commune',
  })
  console.log('Découpage…')
  const receive = () => receiveLocalFile(path, { workDir, maxBytes })
  for await (const deposited of depositFile(deps, admin.id, examId, receive)) {
    if (deposited instanceof DomainError) throw deposited
    await splitWholeScan(deps, deposited.id)
  }
  await rm(path)
  await validateCopies(deps, admin, examId, undefined)
  return truth
}

/** A person would read the headers; here the generator knows whose name it wrote on which page. */
async function identify(deps: Deps, admin: Actor, examId: string, truth: SpecimenTruth): Promise<void> {
  const { copies } = await getStapler(deps.db, examId)
  const roster = await listRoster(deps, examId)
  for (const { student: writer, pages } of truth.copies) {
    const first = pages.find(({ page }) => page === 1)
    const copy = copies.find(
      ({ pages: [page] }) => page?.sourcePage === first?.sourcePage && page?.half === first?.half,
    )
    const { email } = truth.students.find(({ id }) => id === writer) ?? {}
    const student = roster.find((candidate) => candidate.email === email)
    if (copy !== undefined && student !== undefined) await identifyCopy(deps, admin, copy.id, student.id)
  }
}

/** The student whose account is shown is one whose copy is already marked, so that a release shows something. */
async function announceAccounts(deps: Deps, examId: string, students: SpecimenStudent[]): Promise<void> {
  const row = await deps.db
    .selectFrom('exams_copy as c')
    .innerJoin('students_student as s', 's.id', 'c.student_id')
    .where('c.exam_id', '=', examId)
    .where('c.status', '=', 'GRADED')
    .select(['s.id', 's.first_name', 's.last_name'])
    .orderBy('s.last_name')
    .executeTakeFirstOrThrow(() => new Error('No marked copy in the demonstration'))
  const username =
    students
      .find(({ lastName }) => lastName.toLocaleUpperCase('fr') === row.last_name)
      ?.email.split('@')[0] ?? 'eleve'
  const passwordHash = await hashPassword(PASSWORD)
  await deps.db.transaction().execute(async (trx) => {
    const { first_name: firstName, last_name: lastName } = row
    const userId = await insertUser(trx, {
      username,
      passwordHash,
      firstName,
      lastName,
      email: '',
      role: 'student',
    })
    await linkAccount(trx, row.id, userId)
  })
  await mkdir(deps.config.secretsDir, { recursive: true, mode: 0o700 })
  await forgetSetupCode(deps.config.secretsDir)
  await writeDemoAccounts(deps.config.secretsDir, [
    { username: 'secretariat', password: PASSWORD, label: 'Secrétariat (administration)' },
    { username: 'prof.mathieu', password: PASSWORD, label: 'Agnès Mathieu (correctrice)' },
    { username: 'prof.tanguy', password: PASSWORD, label: 'Loïc Tanguy (correcteur)' },
    { username, password: PASSWORD, label: `${row.first_name} ${row.last_name} (élève)` },
  ])
}
