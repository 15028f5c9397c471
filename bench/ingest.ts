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

/** Takes a scan into an installation of its own, in a process like the worker, and gives the timings of the report. */
export async function ingestTimings(
  pdf: string,
  processes: number,
  onStart?: (pid: number) => void,
): Promise<IngestTimings> {
  const data = await mkdtemp(join(tmpdir(), 'korrigo-bench-'))
  try {
    const args = [
      ...SMALL_HEAP,
      ...['src/server/cli.ts', 'ingest', '--name', 'Essai', '--date', '2026-01-01', '--json', '-', pdf],
    ]
    const running = promisify(execFile)(process.execPath, args, {
      env: {
        ...process.env,
        KORRIGO_DATA: data,
        KORRIGO_SPLIT_PROCESSES: String(processes),
        // A thousand colour pages are beyond the usual limit.
        KORRIGO_MAX_UPLOAD_MB: '2000',
      },
      maxBuffer: 1 << 28,
    })
    if (running.child.pid !== undefined) onStart?.(running.child.pid)
    const { stdout } = await running
    return (JSON.parse(stdout) as { timings: IngestTimings }).timings
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

/** A colour batch at 200 dpi, two A3 sides for each copy. */
export async function makeSpecimen(outPath: string, copies: number, seed = 'bench'): Promise<string> {
  await makeBatch({ outPath, seed, students: makeStudents({ seed, count: copies }) })
  return outPath
}
