import { notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useArchiveStudents, useRestoreStudents } from './students.queries.ts'

/** Archives and restores; each can be taken back for a moment, and found again in the other list after it. */
export function useArchive() {
  const archiving = useArchiveStudents()
  const restoring = useRestoreStudents()
  const archive = (leavers: Parameters<typeof archiving.mutate>[0], onDone?: () => void) =>
    archiving.mutate(leavers, {
      onSuccess: (ids) => {
        onDone?.()
        notifyUndo(`${countOf(ids.length, 'élève archivé', 'élèves archivés')}.`, () => {
          if (ids.length > 0) restoring.mutate(ids)
        })
      },
    })
  const restore = (studentIds: number[], onDone?: () => void) =>
    restoring.mutate(studentIds, {
      onSuccess: (ids) => {
        onDone?.()
        notifyUndo(`${countOf(ids.length, 'élève rétabli', 'élèves rétablis')}.`, () => {
          if (ids.length > 0) archiving.mutate({ studentIds: ids })
        })
      },
    })
  return { archive, restore, isPending: archiving.isPending || restoring.isPending }
}
