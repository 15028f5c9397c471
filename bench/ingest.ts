import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SMALL_HEAP } from '#server/small-heap.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents } from '#server/specimen/students.ts'

/** What the report of `korrigo ingest` says of time and memory. */
export interface IngestTimings {
  splitMs: number
  stapleReadyMs: number
  derivedImagesMs: number
  peakRssMb: number
}

interface Wishes {
  /** A student list: then names are proposed too. */
  roster?: string
  pagesPerBooklet?: number
  env?: Record<string, string>
  onStart?: ((pid: number) => void) | undefined
}

/** Takes a scan into an installation of its own, in a process like the worker, and gives the report. */
export async function ingestReport<Report>(
  pdf: string,
  { roster, pagesPerBooklet = 4, env, onStart }: Wishes = {},
): Promise<Report> {
  const data = await mkdtemp(join(tmpdir(), 'korrigo-bench-'))
  try {
    const args = [
      ...SMALL_HEAP,
      ...['src/server/cli.ts', 'ingest', '--name', 'Essai', '--date', '2026-01-01', '--json', '-'],
      ...['--pages-per-booklet', String(pagesPerBooklet)],
      ...(roster === undefined ? [] : ['--roster', roster]),
      pdf,
    ]
    const running = promisify(execFile)(process.execPath, args, {
      env: { ...process.env, KORRIGO_DATA: data, ...env },
      maxBuffer: 1 << 28,
    })
    if (running.child.pid !== undefined) onStart?.(running.child.pid)
    return JSON.parse((await running).stdout) as Report
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

/** The timings of that report. */
export async function ingestTimings(
  pdf: string,
  processes: number,
  onStart?: (pid: number) => void,
): Promise<IngestTimings> {
  // A thousand colour pages are beyond the usual limit.
  const env = { KORRIGO_SPLIT_PROCESSES: String(processes), KORRIGO_MAX_UPLOAD_MB: '2000' }
  return (await ingestReport<{ timings: IngestTimings }>(pdf, { env, onStart })).timings
}

/** A colour batch at 200 dpi, two A3 sides for each copy. */
export async function makeSpecimen(outPath: string, copies: number, seed = 'bench'): Promise<string> {
  await makeBatch({ outPath, seed, students: makeStudents({ seed, count: copies }) })
  return outPath
}
