import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents } from '#server/specimen/students.ts'

/** What the report of `korrigo ingest` says of time and memory. */
export interface IngestTimings {
  splitMs: number
  stapleReadyMs: number
  derivedImagesMs: number
  peakRssMb: number
}

/** Takes a scan into an installation of its own, as an operator would, and gives the report; with a roster, of the names too. */
export async function ingestReport<Report>(
  pdf: string,
  { roster, env }: { roster?: string; env?: Record<string, string> } = {},
): Promise<Report> {
  const data = await mkdtemp(join(tmpdir(), 'korrigo-bench-'))
  try {
    const args = [
      ...['src/server/cli.ts', 'ingest', '--name', 'Essai', '--date', '2026-01-01', '--json', '-'],
      ...(roster === undefined ? [] : ['--roster', roster]),
      pdf,
    ]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, KORRIGO_DATA: data, ...env },
      maxBuffer: 1 << 28,
    })
    return JSON.parse(stdout) as Report
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

/** The timings of that report. */
export async function ingestTimings(pdf: string, processes: number): Promise<IngestTimings> {
  // A thousand colour pages are beyond the usual limit.
  const env = { KORRIGO_SPLIT_PROCESSES: String(processes), KORRIGO_MAX_UPLOAD_MB: '2000' }
  return (await ingestReport<{ timings: IngestTimings }>(pdf, { env })).timings
}

/** A colour batch at 200 dpi, two A3 sides for each copy. */
export async function makeSpecimen(outPath: string, copies: number, seed = 'bench'): Promise<string> {
  await makeBatch({ outPath, seed, students: makeStudents({ seed, count: copies }) })
  return outPath
}
