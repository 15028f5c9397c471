import { Button } from '@mantine/core'
import { countOf } from '#web/ui/number-format.ts'
import styles from './students.module.css'
import type { StudentFilter } from './students.queries.ts'
import { useArchive } from './use-archive.ts'

export const NOBODY: ReadonlySet<number> = new Set()

/** Who is listed, and what can be done with those chosen or with the whole class. */
export function ChoiceLine({
  filter: { className, archived, search },
  total,
  chosen,
  onChoose,
}: {
  filter: StudentFilter
  total: number
  chosen: ReadonlySet<number>
  onChoose: (ids: ReadonlySet<number>) => void
}) {
  const { archive, restore, isPending } = useArchive()
  const none = () => onChoose(NOBODY)
  if (chosen.size > 0) {
    const ids = [...chosen]
    return (
      <div className={styles.line}>
        <span>{countOf(chosen.size, 'élève choisi', 'élèves choisis')}</span>
        <span className={styles.actions}>
          <Button variant="subtle" onClick={none}>
            Ne choisir personne
          </Button>
          <Button
            variant="default"
            loading={isPending}
            onClick={() => (archived ? restore(ids, none) : archive({ studentIds: ids }, none))}
          >
            {archived ? 'Rétablir' : 'Archiver'} {countOf(ids.length, 'élève')}
          </Button>
        </span>
      </div>
    )
  }
  return (
    <div className={styles.line}>
      <span className={styles.quiet}>
        {search === '' && className === undefined
          ? `Cochez des élèves pour les ${archived ? 'rétablir' : 'archiver'}, ou choisissez une classe.`
          : countOf(total, 'élève')}
      </span>
      {className !== undefined && className !== '' && search === '' && !archived && (
        <Button variant="default" loading={isPending} onClick={() => archive({ className })}>
          Archiver la classe {className}
        </Button>
      )}
    </div>
  )
}
