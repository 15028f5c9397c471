import { Button, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SchoolClass, Student } from '#contract/students.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useAddToRoster, useRemoveFromRoster } from './roster.queries.ts'
import styles from './students.module.css'
import { classesQuery } from './students.queries.ts'

/** Whole classes of the school, with how many students each would bring. */
export function ClassPicker({
  examId,
  roster,
  onDone,
}: {
  examId: string
  roster: readonly Student[]
  onDone: () => void
}) {
  const classes = useQuery(classesQuery())
  const add = useAddToRoster(examId)
  const remove = useRemoveFromRoster(examId)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const alreadyIn = ({ className }: SchoolClass): number =>
    roster.filter((student) => student.className === className).length
  // Who changed class, or left, may be on the roster still: an estimate, and the server's answer is told after.
  const toCome = (each: SchoolClass): number => Math.max(0, each.students - alreadyIn(each))
  const coming = (classes.data ?? [])
    .filter(({ className }) => chosen.includes(className))
    .reduce((sum, each) => sum + toCome(each), 0)
  const confirm = () =>
    add.mutate(
      { classNames: [...chosen] },
      {
        onSuccess: (ids) => {
          notifyUndo(`${countOf(ids.length, 'élève ajouté', 'élèves ajoutés')} à la liste.`, () => {
            if (ids.length > 0) remove.mutate(ids)
          })
          onDone()
        },
      },
    )
  if (classes.isPending) return <Skeleton height={320} />
  if (classes.data?.length === 0)
    return (
      <EmptyState
        title="L’établissement n’a pas encore d’élèves"
        hint="Importez un fichier, ici pour cet examen ou dans Élèves pour tout l’établissement."
      />
    )
  return (
    <Stack gap="sm">
      <ProblemAlert error={classes.error} onRetry={() => void classes.refetch()} />
      <fieldset className={`${styles.results} ${styles.classes}`} aria-label="Classes">
        {(classes.data ?? []).map((each) => (
          <div key={each.className} className={styles.choice}>
            <Checkbox
              label={each.className === '' ? 'Sans classe' : each.className}
              checked={chosen.includes(each.className)}
              disabled={toCome(each) === 0}
              onChange={(event) =>
                setChosen(
                  event.currentTarget.checked
                    ? [...chosen, each.className]
                    : chosen.filter((name) => name !== each.className),
                )
              }
            />
            <Text size="sm" c="dimmed">
              {countOf(each.students, 'élève')}
              {alreadyIn(each) > 0 && `, ${toCome(each) === 0 ? 'tous' : alreadyIn(each)} déjà sur la liste`}
            </Text>
          </div>
        ))}
      </fieldset>
      <Group justify="flex-end">
        <Button disabled={chosen.length === 0} loading={add.isPending} onClick={confirm}>
          {chosen.length === 0
            ? 'Choisissez une classe ou plusieurs'
            : `Ajouter ${countOf(chosen.length, 'classe')}, ${countOf(coming, 'élève')}`}
        </Button>
      </Group>
    </Stack>
  )
}
