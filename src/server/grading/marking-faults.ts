import type { Marking } from '#contract/grading.ts'
import { type Annotation, readContent } from '#domain/annotations.ts'
import { type FlatNode, flattenStructure, type GradingStructure } from '#domain/grading-structure.ts'
import { isValidMark } from '#domain/scoring.ts'
import { DomainError } from '#server/http/domain-error.ts'
import type { MarkingChange } from './marking-change.ts'

/** x + w of two rounded numbers may pass 1 by an ulp; the database allows as much. */
const SLACK = 1e-6

/**
 * Refuses a change that does not fit the barème or the pages. What was stored before is not judged again: a barème that
 * was edited since must not keep a corrector from saving the rest.
 * Throws `mark_invalid`, `question_unknown` or `annotation_invalid`.
 */
export function refuseUnfit(
  change: MarkingChange,
  { structure, pageCount }: { structure: GradingStructure; pageCount: number },
): void {
  const nodes = new Map(flattenStructure(structure).map((node) => [node.id, node]))
  for (const { questionId, after } of change.marks) {
    if (after === null) continue
    const { label, points } = getLeaf(nodes, questionId)
    if (!isValidMark(after, points)) throw new DomainError('mark_invalid', { question: label, max: points })
  }
  for (const { questionId, after } of change.remarks) {
    if (after !== null && !nodes.has(questionId))
      throw new DomainError('question_unknown', { question: questionId })
  }
  for (const annotation of [...change.created, ...change.updated.map(({ after }) => after)]) {
    refuseUnfitAnnotation(annotation, nodes, pageCount)
  }
}

/** Two annotations of one id would overwrite each other. */
export function refuseRepeatedIds({ annotations }: Marking): void {
  if (new Set(annotations.map(({ id }) => id)).size < annotations.length)
    throw new DomainError('annotation_invalid', { reason: 'deux annotations portent le même numéro.' })
}

function refuseUnfitAnnotation(
  annotation: Annotation,
  nodes: ReadonlyMap<string, FlatNode>,
  pageCount: number,
): void {
  const { pageIndex, x, y, w, h, content, questionId } = annotation
  const refuse = (reason: string): never => {
    throw new DomainError('annotation_invalid', { reason })
  }
  if (pageIndex >= pageCount) refuse(`la copie n’a pas de page ${pageIndex + 1}.`)
  if (x + w > 1 + SLACK || y + h > 1 + SLACK) refuse('elle dépasse de la page.')
  if (questionId !== null) getLeaf(nodes, questionId)
  const drawing = readContent(content)
  if (drawing.shape === 'ink' && drawing.strokes.flat(2).some((value) => value < -SLACK || value > 1 + SLACK))
    refuse('un trait sort de son cadre.')
}

function getLeaf(nodes: ReadonlyMap<string, FlatNode>, questionId: string): FlatNode {
  const node = nodes.get(questionId)
  if (node === undefined || !node.isLeaf) throw new DomainError('question_unknown', { question: questionId })
  return node
}
