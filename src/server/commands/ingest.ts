import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { createExam as createExamEndpoint } from '#contract/exams.ts'
import { describeProblem } from '#contract/problem.ts'
import { SYSTEM_ACTOR_ID } from '#server/audit/audit.ts'
import type { Deps } from '#server/deps.ts'
import { createExam } from '#server/exams/exams.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { runIdentify } from '#server/identification/identify-exam.ts'
import { depositFile, toRefusedFile } from '#server/scans/deposit.ts'
import { receiveLocalFile } from '#server/scans/incoming-file.ts'
import { runMakeImages } from '#server/scans/make-images-job.ts'
import { runReadNumbers } from '#server/scans/read-numbers-job.ts'
import { splitWholeScan } from '#server/scans/split-scan-job.ts'
import { importStudents } from '#server/students/roster-import.ts'
import { type DepositedSource, makeReport } from './ingest-report.ts'
import { withDeps } from './with-deps.ts'

interface Options {
  name: string
  date: string
  mode: string
  pagesPerBooklet: string
  roster?: string
  json?: string
}

/** Nobody is logged in on the command line; the journal says Korrigo. */
const ACTOR = { id: SYSTEM_ACTOR_ID, username: 'korrigo', displayName: 'Korrigo', role: 'admin' } as const

/**
 * Creates an exam from scans, waits until they are cut and their headers read. Exit code 0 when every file was accepted, 2 when one was refused
 * (the others are treated all the same), 1 on a fault of ours.
 */
export async function ingest(files: string[], options: Options): Promise<void> {
  const exam = readExam(options)
  await withDeps(async (deps) => {
    const { id: examId } = await createExam(deps.db, ACTOR, exam)
    if (options.roster !== undefined) {
      const roster = { name: basename(options.roster), bytes: await readFile(options.roster) }
      await importStudents(deps, SYSTEM_ACTOR_ID, examId, roster, { dryRun: false })
    }
    const sources: DepositedSource[] = []
    for (const path of files) sources.push(...(await depositLocalFile(deps, examId, path)))
    await runReadNumbers(deps, { examId }, new AbortController().signal)
    const identifiedAt = performance.now()
    await runIdentify(deps, { examId }, new AbortController().signal)
    const identifyMs = Math.round(performance.now() - identifiedAt)
    const report = await makeReport(deps, examId, sources, identifyMs)
    const text = `${JSON.stringify(report, null, 2)}\n`
    if (options.json === '-') process.stdout.write(text)
    else if (options.json !== undefined) await writeFile(options.json, text)
    if (options.json !== '-') console.log(summary(report))
    if (report.sources.some(({ status }) => status === 'refused')) process.exitCode = 2
    if (report.sources.some(({ status }) => status === 'failed')) process.exitCode = 1
  }).catch((error: unknown) => {
    throw error instanceof DomainError ? new Error(describeProblem(error.code, error.facts).detail) : error
  })
}

const NewExam = createExamEndpoint.body ?? z.never()
const OPTION_OF: Record<string, string> = {
  name: '--name',
  date: '--date (AAAA-MM-JJ)',
  uploadMode: '--mode (BATCH_A3 ou INDIVIDUAL_A4)',
  pagesPerBooklet: '--pages-per-booklet (de 1 à 64)',
}

/** Throws an Error that names the options which do not fit. */
function readExam({ name, date, mode, pagesPerBooklet }: Options): z.output<typeof NewExam> {
  const wanted = { name, date, uploadMode: mode, pagesPerBooklet: Number(pagesPerBooklet) }
  const parsed = NewExam.safeParse(wanted)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path }) => OPTION_OF[String(path[0])] ?? String(path[0]))
  throw new Error(`Option incorrecte : ${[...new Set(wrong)].join(', ')}.`)
}

/** The work is done here; should the server's worker hold it already, this waits for it. An archive gives a source for each of its files. */
async function depositLocalFile(deps: Deps, examId: string, path: string): Promise<DepositedSource[]> {
  const { maxUploadBytes: maxBytes, workDir } = deps.config
  const sources: DepositedSource[] = []
  const receive = () => receiveLocalFile(path, { workDir, maxBytes })
  for await (const outcome of depositFile(deps, SYSTEM_ACTOR_ID, examId, receive)) {
    if (outcome instanceof DomainError) {
      const { file, ...error } = toRefusedFile(outcome)
      sources.push({ file, error })
    } else {
      await splitWholeScan(deps, outcome.id)
      await runMakeImages(deps, { scanId: outcome.id }, new AbortController().signal)
      sources.push({ file: outcome.fileName, scanId: outcome.id })
    }
  }
  return sources
}

function summary({ copies, unplaced, problems, sources }: Awaited<ReturnType<typeof makeReport>>): string {
  const pages = copies.reduce((sum, copy) => sum + copy.pages.length, 0)
  const refused = sources
    .filter((source) => source.status !== 'accepted')
    .map((source) => source.error?.detail ?? source.file)
  const lines = [
    `${copies.length} copies, ${pages} pages, ${unplaced.length} mises de côté`,
    ...(copies.some(({ identification }) => identification.status !== 'none') ? [named(copies)] : []),
    ...problems.map(({ detail }) => detail),
    ...refused,
  ]
  return lines.join('\n')
}

function named(copies: Awaited<ReturnType<typeof makeReport>>['copies']): string {
  const count = (wanted: string) =>
    copies.filter(({ identification }) => identification.status === wanted).length
  return `Noms : ${count('certain')} proposés comme sûrs, ${count('review')} à vérifier, ${count('none')} sans proposition`
}
