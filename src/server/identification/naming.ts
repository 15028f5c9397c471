import type { Actor } from '#contract/auth.ts'

/** The final PDF carries the name, so a marked copy keeps it; one that had none shows its anonymous id, which stays true. */
export function faultOfMarked(
  releasedAt: Date | null,
  studentId: number | null,
): 'exam_released' | 'copy_graded_identified' | null {
  if (releasedAt !== null) return 'exam_released'
  return studentId === null ? null : 'copy_graded_identified'
}

interface Naming {
  copyId: string
  previousStudentId: number | null
  studentId: number | null
  /** What was read in the header when a name was given: the journal tells whether the machine was right. */
  proposed?: { proposed_student_id: number | null; confidence: number } | undefined
}

/** One copy got a name, another name, or lost it, for the journal. */
export const namingEvent = (
  actor: Actor,
  { copyId, previousStudentId, studentId, proposed }: Naming,
  more: Record<string, unknown> = {},
) => ({
  copyId,
  actorId: actor.id,
  action: studentId === null ? 'UNIDENTIFY' : 'IDENTIFY',
  metadata: { previous_student_id: previousStudentId, student_id: studentId, ...proposed, ...more },
})
