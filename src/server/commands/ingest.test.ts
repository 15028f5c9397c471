import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '#test/postgres.ts'
import { newScanPdf } from '#test/scans.ts'
import { writeZip } from '#test/zip.ts'

let database: TestDatabase
let folder = ''
beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'korrigo-ingest-'))
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

/** Runs the command as the operator does; the report is on its standard output. */
async function ingest(...files: string[]) {
  const roster = join(folder, 'classe.csv')
  await writeFile(
    roster,
    'Nom;Prénom;Date de naissance;Classe\nDURAND;Léa;12/03/2008;TG3\nMARTIN;Paul;13/03/2008;TG3\n',
  )
  const options = ['--name', 'Bac blanc', '--date', '2026-11-20', '--mode', 'INDIVIDUAL_A4']
  const command = ['src/server/cli.ts', 'ingest', ...options, '--roster', roster, '--json', '-', ...files]
  const env = { ...process.env, KORRIGO_DATA: join(folder, 'data'), DATABASE_URL: database.connectionString }
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      )
    },
  )
  if (stdout === '') throw new Error(stderr)
  return { code, report: JSON.parse(stdout) }
}

test('an archive gives a source for each file, the refused ones with why, and proposes whom the others name', async () => {
  const zip = join(folder, 'classe.zip')
  await writeFile(
    zip,
    writeZip([
      { name: 'TG3/durand_lea.pdf', bytes: await newScanPdf() },
      { name: 'TG3/copie 2.pdf', bytes: await newScanPdf() },
      { name: 'TG3/notes.txt', bytes: Buffer.from('absents : 3') },
    ]),
  )
  const { code, report } = await ingest(zip)
  expect(code).toBe(2)
  expect(report.sources).toMatchObject([
    { file: 'copie 2.pdf', status: 'accepted', pages: 1 },
    { file: 'durand_lea.pdf', status: 'accepted', pages: 1 },
    { file: 'notes.txt', status: 'refused', error: { code: 'upload_not_a_scan' } },
  ])
  const student = { lastName: 'DURAND', firstName: 'Léa', birthDate: '2008-03-12' }
  expect(report.copies).toMatchObject([
    { identification: { status: 'none', student: null, candidates: [] } },
    { identification: { status: 'review', detectedText: 'durand_lea.pdf', student, candidates: [student] } },
  ])
}, 60_000)
