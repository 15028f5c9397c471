import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '#contract/auth.ts'
import type { Marking } from '#contract/grading.ts'
import { flattenStructure } from '#domain/grading-structure.ts'
import { type CopyScore, scoreCopy } from '#domain/scoring.ts'
import type { Executor } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { finalFolder } from '#server/storage/layout.ts'
import { scratchPath } from '#server/work-dir.ts'
import { type ComposeOrder, compose } from './composer.ts'
import { findOwner, listHalves } from './final-pdf.store.ts'
import type { CopyRow, getExam } from './grading.store.ts'

/** All that the final PDF of a copy shows, its sheets named by their storage keys. */
export interface FinalPdfContent {
  pages: Array<{
    sheetKey: string
    box: { x: number; y: number; w: number; h: number }
    rotation: 0 | 90 | 180 | 270
  }>
  annotations: ComposeOrder['annotations']
  marks: ComposeOrder['marks']
}

type Exam = Awaited<ReturnType<typeof getExam>>

/** Reads what the PDF will show. The score is given back as well, since it is computed on the way. */
export async function readFinalPdfContent(
  db: Executor,
  { copy, exam, actor, marking }: { copy: CopyRow; exam: Exam; actor: Actor; marking: Marking },
): Promise<{ content: FinalPdfContent; score: CopyScore }> {
  const score = scoreCopy(exam.grading_structure, marking.marks, marking.annotations)
  const [halves, owner] = [await listHalves(db, copy.id), await findOwner(db, copy.id)]
  const content: FinalPdfContent = {
    pages: halves.map((half) => ({
      sheetKey: half.sheet_key,
      box: { x: half.box_x, y: half.box_y, w: half.box_w, h: half.box_h },
      rotation: half.rotation,
    })),
    annotations: marking.annotations,
    marks: {
      examName: exam.name,
      examDate: exam.date,
      subject: exam.subject,
      owner: owner
        ? {
            name: `${owner.last_name} ${owner.first_name}`,
            className: owner.class_name,
            birthDate: owner.date_naissance,
          }
        : { anonymousId: copy.anonymous_id },
      rows: rowsOf(exam, score, marking),
      total: score.total,
      totalMax: score.totalMax,
      appreciation: marking.appreciation || null,
      correctorName: actor.displayName,
    },
  }
  return { content, score }
}

function rowsOf(exam: Exam, score: CopyScore, { remarks }: Marking): ComposeOrder['marks']['rows'] {
  const marks = new Map(score.questions.map(({ questionId, mark }) => [questionId, mark]))
  const nodes = flattenStructure(exam.grading_structure)
  return nodes.map((node, index) => {
    const below = nodes.slice(index + 1)
    const end = below.findIndex(({ depth }) => depth <= node.depth)
    const leaves = [node, ...(end === -1 ? below : below.slice(0, end))].filter(({ isLeaf }) => isLeaf)
    return {
      depth: node.depth,
      label: node.label,
      // Quarter points: the sum is exact.
      mark: leaves.reduce((sum, { id }) => sum + (marks.get(id) ?? 0), 0),
      max: node.points,
      remark: remarks[node.id] || null,
      isLeaf: node.isLeaf,
    }
  })
}

/** A composed PDF in the work folder, and where it belongs in storage. */
export interface WorkPdf {
  path: string
  file: string
  sha256: string
}

/** Composes the PDF and lends it to `use`; what `use` does not adopt is thrown away. */
export async function withFinalPdf<T>(
  { config, storage }: Deps,
  copyId: string,
  content: FinalPdfContent,
  use: (pdf: WorkPdf) => Promise<T>,
): Promise<T> {
  const folder = scratchPath(config.workDir, 'final')
  await mkdir(folder, { recursive: true })
  try {
    const path = join(folder, 'final.pdf')
    const pages = content.pages.map(async ({ sheetKey, ...half }) => ({
      ...half,
      sheetPath: await storage.localPath(sheetKey),
    }))
    const order: ComposeOrder = { ...content, pages: await Promise.all(pages), targetPath: path }
    const sha256 = await compose(order).catch((cause) => {
      throw new DomainError('final_pdf_failed', {}, { cause })
    })
    return await use({ path, file: `${finalFolder(copyId)}/${sha256}.pdf`, sha256 })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
