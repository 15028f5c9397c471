import type { Actor } from '#contract/auth.ts'

type Handed = { assigned_corrector_id: string | null }

/** A corrector knows of the copies handed out to them and of no others; an admin may look at any desk. */
export const maySeeDesk = (actor: Actor, copy: Handed): boolean =>
  actor.role === 'admin' || mayMark(actor, copy)

/** Only the corrector a copy is handed out to marks it. */
export const mayMark = (actor: Actor, copy: Handed): boolean =>
  actor.role === 'corrector' && copy.assigned_corrector_id === actor.id
