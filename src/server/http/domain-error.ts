import type { ProblemCode, RefusedFile } from '#contract/problem.ts'

type Facts = Record<string, string | number>

/** A refusal with a stable code; `http/problems.ts` turns it into an answer. Thrown by the doors of the features. */
export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: ProblemCode
  readonly facts: Facts
  /** What stands on the server now, sent along with a conflict. */
  readonly current: unknown
  /** The files of an upload of which none was taken. */
  readonly refused: RefusedFile[] | undefined

  constructor(
    code: ProblemCode,
    facts: Facts = {},
    { current, cause, refused }: { current?: unknown; cause?: unknown; refused?: RefusedFile[] } = {},
  ) {
    super(code, { cause })
    this.code = code
    this.facts = facts
    this.current = current
    this.refused = refused
  }
}
