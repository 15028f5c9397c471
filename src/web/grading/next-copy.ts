import type { CopyLine } from '#contract/grading.ts'

/** Can I open this copy to mark it? */
const isOpenToMe = (copy: CopyLine): boolean =>
  copy.status === 'READY' || (copy.status === 'LOCKED' && copy.lockedByMe)

/**
 * The copy to go on with: one that I hold, then one that I began, then the first untouched, in the order of the list.
 * Undefined when nothing is left for me to mark.
 */
export function nextCopyToMark(copies: readonly CopyLine[]): CopyLine | undefined {
  const open = copies.filter(isOpenToMe)
  return open.find((copy) => copy.lockedByMe) ?? open.find((copy) => copy.marked > 0) ?? open[0]
}
