import type { Draft, Marking } from '#contract/grading.ts'
import { type GradingStructure, leavesOf } from '#domain/grading-structure.ts'
import { formatMark } from '#domain/scoring.ts'
import { sameAnnotation, sameMarking } from './marking.ts'

/**
 * What to do with work kept on this machine when the desk opens (again).
 * `server`: the server has it already. `local`: nothing newer was saved since, it goes on from here and is saved.
 * `differs`: something newer was saved elsewhere, it is set aside and shown.
 */
export type Merge = 'server' | 'local' | 'differs'

export function mergeDraft(
  server: Draft,
  local: { baseVersion: number; marking: Marking } | undefined,
): Merge {
  if (local === undefined || sameMarking(local.marking, server.marking)) return 'server'
  return local.baseVersion === server.version ? 'local' : 'differs'
}

/** What `local` says otherwise than `server`, a line each, in the order of the barème. */
export function describeDifferences(local: Marking, server: Marking, structure: GradingStructure): string[] {
  const lines: string[] = []
  for (const { id, path } of leavesOf(structure)) {
    const question = path.join(' › ')
    const here = local.marks[id]
    const there = server.marks[id]
    if (here !== there) {
      lines.push(`${question}\u00A0: ${markInWords(here)} sur ce poste, ${markInWords(there)} enregistré`)
    }
    if ((local.remarks[id] ?? '') !== (server.remarks[id] ?? '')) {
      lines.push(`${question}\u00A0: la remarque n’est pas la même`)
    }
  }
  if (local.appreciation !== server.appreciation) lines.push('L’appréciation n’est pas la même')
  return [...lines, ...describeAnnotations(local, server)]
}

const markInWords = (mark: number | undefined): string =>
  mark === undefined ? 'sans note' : formatMark(mark)

function describeAnnotations(local: Marking, server: Marking): string[] {
  const there = new Map(server.annotations.map((annotation) => [annotation.id, annotation]))
  const here = new Set(local.annotations.map((annotation) => annotation.id))
  const added = local.annotations.filter((annotation) => !there.has(annotation.id)).length
  const missing = server.annotations.filter((annotation) => !here.has(annotation.id)).length
  const changed = local.annotations.filter((annotation) => {
    const other = there.get(annotation.id)
    return other !== undefined && !sameAnnotation(annotation, other)
  }).length
  return [
    added > 0 ? `${inWords(added)} seulement sur ce poste` : '',
    missing > 0 ? `${inWords(missing)} seulement dans la version enregistrée` : '',
    changed > 0 ? `${inWords(changed)} ${changed < 2 ? 'modifiée' : 'modifiées'} sur ce poste` : '',
  ].filter((line) => line !== '')
}

const inWords = (count: number): string => `${count}\u00A0annotation${count < 2 ? '' : 's'}`
