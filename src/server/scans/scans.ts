import { rm } from 'node:fs/promises'
import type { Scan } from '#contract/scans.ts'
import { studentIdentifier } from '#domain/scan-files.ts'
import { recordAudit } from '#server/audit/audit.ts'
import { announce } from '#server/db/events.ts'
import { holdStoredFile } from '#server/db/stored-file-lock.ts'
import type { Deps } from '#server/deps.ts'
import { assertExamExists } from '#server/exams/exams.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { scanKey, sheetsFolder } from '#server/storage/layout.ts'
import { forgetPagesOfScan } from '#server/upkeep/forgotten-files.ts'
import type { FileKind } from './file-kind.ts'
import type { IncomingFile } from './incoming-file.ts'
import { queueSplit } from './queue-split.ts'
import { toScan } from './scan-view.ts'
import * as store from './scans.store.ts'

/** A received file that is a scan by itself, and not an archive of several. */
export type ScanFile = IncomingFile & { kind: Exclude<FileKind, 'zip'> }

/**
 * Keeps a received file under its hash and queues its split, in one transaction.
 * Throws `scan_already_there` for a file this exam already has; the incoming file is gone from the work folder either way.
 */
export async function depositScan(
  deps: Deps,
  actorId: string,
  examId: string,
  file: ScanFile,
): Promise<Scan> {
  const key = scanKey(file.sha256, file.kind)
  try {
    const before = await store.findScanBySha(deps.db, examId, file.sha256)
    if (before !== undefined)
      throw new DomainError('scan_already_there', { file: file.name, before: before.file_name })
    return await deps.db.transaction().execute(async (trx) => {
      const exam = await trx
        .selectFrom('exams_exam')
        .selectAll()
        .where('id', '=', examId)
        .forUpdate()
        .executeTakeFirst()
      if (exam === undefined) throw new DomainError('not_found')
      // Again under the lock: two browsers may have sent the same file at once.
      const twin = await store.findScanBySha(trx, examId, file.sha256)
      if (twin !== undefined)
        throw new DomainError('scan_already_there', { file: file.name, before: twin.file_name })
      await holdStoredFile(trx, key)
      await deps.storage.adopt(key, file.path)
      const scan = await store.insertScan(trx, {
        exam_id: examId,
        file_name: file.name.slice(-255),
        sha256: file.sha256,
        storage_key: key,
        byte_size: file.byteSize,
        uploaded_by_id: actorId,
      })
      if (exam.upload_mode === 'INDIVIDUAL_A4') {
        await trx
          .insertInto('exams_exampdf')
          .values({
            exam_id: examId,
            pdf_file: key,
            student_identifier: studentIdentifier(file.name),
            scan_id: scan.id,
          })
          .execute()
      }
      await trx
        .updateTable('exams_exam')
        .set({ is_processed: false, pdf_source: exam.pdf_source ?? key })
        .where('id', '=', examId)
        .execute()
      await queueSplit(deps, trx, scan.id)
      await recordAudit(trx, {
        actorId,
        action: 'deposit_scan',
        examId,
        metadata: { file: file.name, sha256: file.sha256 },
      })
      await announce(trx, { type: 'exam', examId })
      return toScan(scan)
    })
  } finally {
    await rm(file.path, { force: true })
  }
}

export async function listScans(deps: Deps, examId: string): Promise<Scan[]> {
  await assertExamExists(deps.db, examId)
  return (await store.listScans(deps.db, examId)).map(toScan)
}

export async function getScan(deps: Deps, scanId: string): Promise<Scan> {
  const scan = await store.findScan(deps.db, scanId)
  if (scan === undefined) throw new DomainError('not_found')
  return toScan(scan)
}

/**
 * Calls off a split that waits or is under way: its pages go, the file stays. The worker notices when it next saves.
 * Throws `scan_not_cancellable` for one that is over.
 */
export async function cancelScan(deps: Deps, actorId: string, scanId: string): Promise<Scan> {
  return deps.db.transaction().execute(async (trx) => {
    const scan = await store.cancelScan(trx, scanId)
    if (scan === undefined) {
      throw new DomainError(
        (await store.findScan(trx, scanId)) === undefined ? 'not_found' : 'scan_not_cancellable',
      )
    }
    await forgetPagesOfScan(deps, trx, scanId)
    await store.deleteScanPages(trx, scanId)
    await recordAudit(trx, {
      actorId,
      action: 'cancel_scan',
      examId: scan.exam_id,
      metadata: { file: scan.file_name },
    })
    await announce(trx, { type: 'scan', examId: scan.exam_id, scanId })
    await announce(trx, { type: 'exam', examId: scan.exam_id })
    return toScan(scan)
  })
}

/** What failed by our fault, or was called off, may be tried again; a refused file would be refused again. */
export async function retryScan(deps: Deps, actorId: string, scanId: string): Promise<Scan> {
  return deps.db.transaction().execute(async (trx) => {
    // What an earlier try left is removed before this one is queued, or not at all.
    await holdStoredFile(trx, sheetsFolder(scanId))
    const scan = await store.requeueScan(trx, scanId)
    if (scan === undefined) {
      throw new DomainError(
        (await store.findScan(trx, scanId)) === undefined ? 'not_found' : 'scan_not_retryable',
      )
    }
    await queueSplit(deps, trx, scanId)
    await recordAudit(trx, {
      actorId,
      action: 'retry_scan',
      examId: scan.exam_id,
      metadata: { scan_id: scanId },
    })
    await announce(trx, { type: 'scan', examId: scan.exam_id, scanId })
    return toScan(scan)
  })
}
