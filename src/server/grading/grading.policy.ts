import type { Actor } from '#contract/auth.ts'
import type { CopyStatus } from '#domain/copy-status.ts'

type Handed = { assigned_corrector_id: string | null; status: CopyStatus }

/** A corrector knows of their own copies and of those nobody has yet; an admin may look at any desk. */
export const maySeeDesk = (actor: Actor, copy: Handed, marksExam: boolean): boolean =>
  actor.role === 'admin' || mayMark(actor, copy, marksExam)

/** The corrector a copy is handed out to marks it; one that was not handed out is for the first corrector of the exam to open it. */
export const mayMark = (actor: Actor, copy: Handed, marksExam: boolean): boolean =>
  actor.role === 'corrector' && (copy.assigned_corrector_id === actor.id || (isFree(copy) && marksExam))

export const isFree = (copy: Handed): boolean =>
  copy.assigned_corrector_id === null && copy.status !== 'STAGING'
