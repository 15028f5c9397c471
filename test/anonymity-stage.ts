import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { sql } from 'kysely'
import sharp from 'sharp'
import { finaliseCopy, lockCopy, saveDraft, unlockCopy } from '#contract/grading.ts'
import { assignCopy } from '#contract/hand-out.ts'
import { identifyCopy } from '#contract/identification.ts'
import { validateCopies } from '#contract/stapler.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeIndividualA4 } from '#server/specimen/make-individual.ts'
import type { SpecimenStudent } from '#server/specimen/students.ts'
import type { PixelBox, SpecimenTruth } from '#server/specimen/truth.ts'
import { openTestApp, type TestApp, type TestUser } from './app.ts'
import { BAREME, makeExam, makeStudent } from './factories.ts'
import { depositAndSplit } from './scans.ts'

const pupil = (id: string, lastName: string, firstName: string, birthDate: string): SpecimenStudent => ({
  ...{ id, lastName, firstName, birthDate, className: '2nde 4' },
  email: `${firstName}.${lastName}@lycee.example`.toLowerCase(),
})
/** Names and days that stand nowhere else. */
const BATCH_PUPILS = [
  pupil('b1', 'Quillacq', 'Ysoline', '2009-11-23'),
  pupil('b2', 'Vexaroux', 'Thibaldo', '2009-02-17'),
  pupil('b3', 'Zamporel', 'Wilhelma', '2008-12-29'),
  pupil('b4', 'Krieghem', 'Odilonne', '2009-07-31'),
]
const SINGLE_PUPILS = [
  pupil('s1', 'Jobrenan', 'Maëlwenn', '2009-10-19'),
  pupil('s2', 'Dufrasky', 'Célinor', '2008-09-13'),
]
export const PUPILS = [...BATCH_PUPILS, ...SINGLE_PUPILS]
/** Ids of students are small numbers, found everywhere: here they are not. */
const FIRST_STUDENT_ID = 730_104_501

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const inFrench = (iso: string): string => iso.split('-').reverse().join('/')

const TRACES = [
  ...PUPILS.flatMap(({ lastName, firstName, birthDate, email }) => [
    ...[lastName, firstName, email].map(plain),
    ...[birthDate, inFrench(birthDate)],
  ]),
  String(FIRST_STUDENT_ID).slice(0, -2),
]
/** What in the text tells of a pupil: names whatever their accents, birth dates, addresses, ids. */
export const tracesIn = (text: string): string[] => {
  const read = plain(text)
  return TRACES.filter((trace) => read.includes(trace))
}

/** A scanned file and where the truth says that its headers stand. */
interface Deposited {
  scanId: string
  file: string | null
  truth: SpecimenTruth
}

export interface AnonymityStage {
  korrigo: TestApp
  admin: TestUser
  corrector: TestUser
  colleague: TestUser
  /** Has the account of the first pupil. */
  student: TestUser
  examIds: string[]
  /** What the truth wants hidden on a page of a copy, in [0,1] of the half as it lies in the scan; null: nothing. */
  headerOf(page: { scan_id: string; source_page: number; half: 'left' | 'right' | 'full' }): {
    band: PixelBox
    width: number
    height: number
  } | null
  close(): Promise<void>
}

/**
 * Two exams as schools have them, scanned, split, named and in part marked: a batch with an inserted sheet and a sheet upside down, and
 * single copies whose files are named after their pupils and carry the name in their metadata.
 */
export async function openAnonymityStage(): Promise<AnonymityStage> {
  const korrigo = await openTestApp()
  const folder = await mkdtemp(join(tmpdir(), 'korrigo-anonymity-'))
  await sql`alter table students_student alter column id restart with ${sql.lit(FIRST_STUDENT_ID)}`.execute(
    korrigo.db,
  )
  const [admin, corrector, colleague] = [
    await korrigo.newUser('admin'),
    await korrigo.newUser('corrector', { firstName: 'Paule', lastName: 'Premier' }),
    await korrigo.newUser('corrector', { firstName: 'Denis', lastName: 'Deuxième' }),
  ]
  const student = await korrigo.newUser('student', { firstName: 'Compte', lastName: 'Élève' })
  const ids = new Map<string, number>()
  const newExam = async (mode: 'BATCH_A3' | 'INDIVIDUAL_A4', pupils: readonly SpecimenStudent[]) => {
    const exam = await makeExam(korrigo, {
      correctorIds: [corrector.id, colleague.id],
      gradingStructure: BAREME,
    })
    await korrigo.db.updateTable('exams_exam').set({ upload_mode: mode }).where('id', '=', exam.id).execute()
    for (const { id, email, ...who } of pupils) {
      const made = await makeStudent(korrigo, {
        ...who,
        examId: exam.id,
        ...(ids.size === 0 && { userId: student.id }),
      })
      ids.set(id, made.id)
      await korrigo.db.updateTable('students_student').set({ email }).where('id', '=', made.id).execute()
    }
    return exam.id
  }
  const deposited: Deposited[] = []
  try {
    const batch = await newExam('BATCH_A3', BATCH_PUPILS)
    const outPath = join(folder, 'lot.pdf')
    const look = { seed: 'anonymat', dpi: 100, colour: false }
    const truth = await makeBatch({
      ...look,
      students: BATCH_PUPILS,
      outPath,
      defects: { insertedSheet: [1], upsideDown: [2] },
    })
    const scan = await depositAndSplit(korrigo, admin, batch, await readFile(outPath))
    deposited.push({ scanId: scan.id, file: null, truth })

    const single = await newExam('INDIVIDUAL_A4', SINGLE_PUPILS)
    const singles = await makeIndividualA4({
      ...look,
      students: SINGLE_PUPILS,
      outDir: join(folder, 'copies'),
    })
    for (const [
      index,
      {
        headerPage: { file },
      },
    ] of singles.copies.entries()) {
      const who = SINGLE_PUPILS[index]
      const name = `${who?.lastName.toUpperCase()} ${who?.firstName} ${who?.birthDate}`
      const bytes = await withAuthor(await readFile(join(folder, 'copies', file ?? '')), name)
      const { id } = await depositAndSplit(korrigo, admin, single, bytes, `${name}.pdf`)
      deposited.push({ scanId: id, file, truth: singles })
    }
    // One more page, photographed by a telephone that writes down whose it is.
    await depositAndSplit(
      korrigo,
      admin,
      single,
      await photograph('Jobrenan Maëlwenn'),
      'JOBRENAN Maëlwenn.jpg',
    )

    const scene = { korrigo, admin, corrector, colleague, student, examIds: [batch, single] }
    await nameCopies(korrigo, admin, deposited, ids)
    for (const examId of scene.examIds) await markSome(korrigo, scene, examId)
    return {
      ...scene,
      headerOf: ({ scan_id, source_page, half }) => {
        const from = deposited.find(({ scanId }) => scanId === scan_id)
        const page = from?.truth.pages.find(
          ({ file, sourcePage }) => file === from.file && sourcePage === source_page,
        )
        const band = page?.[half]?.headerBand
        return page === undefined || band === undefined
          ? null
          : { band, width: page.width, height: page.height }
      },
      close: () => korrigo.close(),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function withAuthor(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(bytes)
  pdf.setTitle(name)
  pdf.setAuthor(name)
  return pdf.save()
}

async function photograph(name: string): Promise<Buffer> {
  const [width, height] = [827, 1169]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fafafa"/><rect x="60" y="560" width="500" height="6" fill="#223399"/><rect x="60" y="700" width="420" height="6" fill="#223399"/></svg>`
  return sharp(Buffer.from(svg))
    .withExif({ IFD0: { Artist: name, ImageDescription: `Copie de ${name}`, Copyright: name } })
    .jpeg()
    .toBuffer()
}

/** Gives each copy to the pupil who wrote it, as the truth has it. */
async function nameCopies(
  korrigo: TestApp,
  admin: TestUser,
  deposited: Deposited[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const firsts = await korrigo.db
    .selectFrom('scans_page')
    .where('position', '=', 0)
    .select(['copy_id', 'scan_id', 'source_page', 'half'])
    .execute()
  for (const { copy_id, scan_id, source_page, half } of firsts) {
    const from = deposited.find(({ scanId }) => scanId === scan_id)
    const written = from?.truth.copies.find(
      ({ headerPage }) =>
        headerPage.file === from.file && headerPage.sourcePage === source_page && headerPage.half === half,
    )
    const studentId = written && ids.get(written.student)
    if (copy_id !== null && studentId !== undefined)
      await admin.call(identifyCopy, { params: { copyId: copy_id }, body: { studentId } })
  }
}

/**
 * Validates and hands out all; one copy of each corrector is finished, one is begun and the last is nobody's. They are dealt by turns, in
 * the order of the scan, so that what each corrector can reach does not depend on a draw.
 */
async function markSome(
  { db }: TestApp,
  { admin, corrector, colleague }: Pick<AnonymityStage, 'admin' | 'corrector' | 'colleague'>,
  examId: string,
): Promise<void> {
  await admin.call(validateCopies, { params: { examId }, body: {} })
  const turns = [corrector, colleague]
  const dealt = new Map<TestUser, string[]>(turns.map((user) => [user, []]))
  const copies = await db
    .selectFrom('scans_page as p')
    .innerJoin('scans_scan as s', 's.id', 'p.scan_id')
    .where('s.exam_id', '=', examId)
    .where('p.position', '=', 0)
    .orderBy('s.uploaded_at')
    .orderBy('p.source_page')
    .select('p.copy_id')
    .execute()
  for (const [index, { copy_id: copyId }] of copies.entries()) {
    const user = index < copies.length - 1 ? turns[index % turns.length] : undefined
    if (copyId === null) throw new Error('A first page is in no copy')
    await admin.call(assignCopy, { params: { copyId }, body: { correctorId: user?.id ?? null } })
    if (user !== undefined) dealt.get(user)?.push(copyId)
  }
  for (const [user, mine] of dealt) {
    for (const [index, copyId] of mine.slice(0, 2).entries()) {
      const lockToken = (await user.call(lockCopy, { params: { copyId } })).json.token
      const params = { copyId }
      const marks = index === 0 ? { 'ex1-q1': 1, 'ex1-q2': 2, ex2: 1 } : { 'ex1-q1': 0.5 }
      const { version } = (
        await user.call(saveDraft, {
          ...{ params, lockToken },
          body: {
            ...{ baseVersion: 0, clientId: randomUUID(), view: {} },
            marking: { annotations: [], marks, remarks: { ex2: 'À revoir.' }, appreciation: 'Du travail.' },
          },
        })
      ).json
      if (index === 0) await user.call(finaliseCopy, { params, lockToken, body: { version } })
      else await user.call(unlockCopy, { params, lockToken })
    }
  }
  const { graded } = await db
    .selectFrom('exams_copy')
    .where('exam_id', '=', examId)
    .where('status', '=', 'GRADED')
    .select((eb) => eb.fn.countAll<number>().as('graded'))
    .executeTakeFirstOrThrow()
  if (graded === 0) throw new Error('Nothing was marked')
}
