import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { User } from '#contract/auth.ts'
import { LOCK_HEADER } from '#contract/endpoint.ts'
import type { Exam } from '#contract/exams.ts'
import type { Desk, Marking } from '#contract/grading.ts'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import type { GradingStructure } from '#domain/grading-structure.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents, rosterCsv } from '#server/specimen/students.ts'
import { Person, until } from '#test/installation.ts'
import { multipart } from '#test/upload.ts'
import type { RunningKorrigo } from './korrigo-process.ts'

const BAREME: GradingStructure = [
  {
    id: 'ex1',
    label: 'Exercice 1',
    points: 12,
    children: [
      { id: 'ex1-q1', label: 'Question 1', points: 5 },
      { id: 'ex1-q2', label: 'Question 2', points: 7 },
    ],
  },
  { id: 'ex2', label: 'Exercice 2', points: 8 },
]

export interface Account {
  username: string
  password: string
}

export interface PreparedExam {
  id: string
  /** Validated and identified, handed out to nobody; in the order of the scan. */
  copyIds: string[]
  admin: Person
  /** Students in the order of their copies. */
  accounts: { admin: Account; correctors: [Account, Account]; students: Account[] }
  /** Hands a copy out to one of the two correctors. */
  giveCopy(copyId: string, corrector: 0 | 1): Promise<void>
}

const PASSWORD = 'mot-de-passe-d-essai'
const PAUL = { username: 'prof.un', password: PASSWORD, firstName: 'Paul', lastName: 'Rivoal' }
const MAUD = { username: 'prof.deux', password: PASSWORD, firstName: 'Maud', lastName: 'Le Goff' }

/** As `Person.setUp` makes it. */
const DIRECTION = { username: 'direction', password: PASSWORD }

/** An exam on 20 points made through the API, its copies cut and in staging; with what `prepareExam` goes on from. */
export async function scanExam(korrigo: RunningKorrigo, copies: number) {
  const admin = new Person(korrigo.address)
  await admin.setUp(korrigo.dataDir)
  const { id } = await admin.change<Exam>('POST', '/api/exams', {
    name: 'Bac blanc de mathématiques',
    date: '2026-11-20',
    subject: 'MATHEMATIQUES',
  })
  const exam = `/api/exams/${id}`
  await admin.change('PUT', `${exam}/grading-structure`, { gradingStructure: BAREME })

  const correctorIds: string[] = []
  for (const corrector of [PAUL, MAUD]) {
    const account = { ...corrector, role: 'corrector' }
    correctorIds.push((await admin.change<User>('POST', '/api/users', account)).id)
  }
  await admin.change('PUT', `${exam}/correctors`, { correctorIds })

  const students = makeStudents({ seed: 'prepared', count: copies })
  await sendFile(admin, `${exam}/roster`, 'seconde.csv', Buffer.from(rosterCsv(students)))
  const opened = await admin.change<{ accounts: Array<Account & Name> }>(
    'POST',
    `${exam}/student-accounts`,
    undefined,
  )

  await sendFile(admin, `${exam}/scans`, 'lot.pdf', await batchOf(students))
  await until(async () => {
    const { counts } = await admin.read<Exam>(exam)
    return counts.scansRunning === 0 && counts.copies === copies
  })
  return { id, admin, correctorIds, openedAccounts: opened.accounts }
}

/** The same, as far as the copies are ready to be marked. */
export async function prepareExam(korrigo: RunningKorrigo, copies: number): Promise<PreparedExam> {
  const { id, admin, correctorIds, openedAccounts } = await scanExam(korrigo, copies)
  const exam = `/api/exams/${id}`
  await admin.change('POST', `${exam}/stapler/validate`, {})
  const identification = await admin.read<{ copies: IdentificationCopy[] }>(`${exam}/identification`)
  const roster = await admin.read<{ students: Student[] }>(`${exam}/roster`)
  const accounts: Account[] = []
  const copyIds = identification.copies.map((copy) => copy.id)
  for (const [index, copyId] of copyIds.entries()) {
    const student = roster.students[index]
    await admin.change('PUT', `/api/copies/${copyId}/student`, { studentId: student?.id })
    accounts.push(...openedAccounts.filter((account) => nameOf(account) === nameOf(student)))
  }
  return {
    id,
    copyIds,
    admin,
    accounts: {
      admin: DIRECTION,
      correctors: [PAUL, MAUD],
      students: accounts,
    },
    giveCopy: (copyId, corrector) =>
      admin.change('PUT', `/api/copies/${copyId}/corrector`, { correctorId: correctorIds[corrector] }),
  }
}

/** Opens a copy and saves `marking` on it, put over marks for every question; gives the version saved. */
export async function markCopy(
  corrector: Person,
  copyId: string,
  marking: Partial<Marking> = {},
): Promise<number> {
  const copy = `/api/copies/${copyId}`
  const { token } = await corrector.change<{ token: string }>('POST', `${copy}/lock`, undefined)
  corrector.headers[LOCK_HEADER] = token
  const { draft } = await corrector.read<Desk>(copy)
  const marks = { 'ex1-q1': 4.25, 'ex1-q2': 6, ex2: 5.5 }
  const { version } = await corrector.change<{ version: number }>('PUT', `${copy}/draft`, {
    baseVersion: draft.version,
    clientId: crypto.randomUUID(),
    marking: { annotations: [], marks, remarks: {}, appreciation: '', ...marking },
    view: {},
  })
  return version
}

export async function finishCopy(corrector: Person, copyId: string, version: number): Promise<void> {
  await corrector.change('POST', `/api/copies/${copyId}/finalise`, { version })
}

type Name = Pick<Student, 'lastName' | 'firstName'>

const nameOf = (student: Name | undefined): string => `${student?.lastName} ${student?.firstName}`

async function batchOf(students: ReturnType<typeof makeStudents>): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'korrigo-prepared-'))
  try {
    const outPath = join(folder, 'lot.pdf')
    await makeBatch({ seed: 'prepared', students, outPath, dpi: 100, colour: false })
    return await readFile(outPath)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function sendFile(person: Person, path: string, name: string, bytes: Uint8Array): Promise<void> {
  const { headers, payload } = multipart([{ name, bytes }])
  const response = await fetch(person.origin + path, {
    method: 'POST',
    headers: { ...person.headers, ...headers },
    body: new Uint8Array(payload),
  })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
}
