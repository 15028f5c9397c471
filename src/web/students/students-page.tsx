import { Button, Container, Modal, SegmentedControl, Select, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { SchoolStudent } from '#contract/students.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { RosterImport } from './roster-import.tsx'
import { EditStudentDialog, NewStudentDialog } from './student-dialog.tsx'
import styles from './students.module.css'
import { classesQuery, type StudentFilter, studentsQuery } from './students.queries.ts'
import { StudentsTable } from './students-table.tsx'
import { useArchive } from './use-archive.ts'

const route = getRouteApi('/signed-in/eleves')
const NOBODY: ReadonlySet<number> = new Set()
/** In the list of classes, and nowhere else: the class of those who are in none is ''. */
const NO_CLASS = '—'
const classLabel = (className: string): string => (className === '' ? 'Sans classe' : className)

/** Every student of the school. What is looked for stands in the address. */
export function StudentsPage() {
  const { recherche = '', classe, archives = false } = route.useSearch()
  const navigate = route.useNavigate()
  const [creating, setCreating] = useState(false)
  const [importing, setImporting] = useState(false)
  const [editing, setEditing] = useState<SchoolStudent | null>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const [search] = useDebouncedValue(recherche, 200)
  const filter: StudentFilter = { search, className: classe, archived: archives }
  const list = useInfiniteQuery(studentsQuery(filter))
  const classes = useQuery(classesQuery(archives))

  // Somebody chosen in one list is not meant in another.
  const listed = JSON.stringify(filter)
  const [choice, setChoice] = useState({ listed, ids: NOBODY })
  const chosen = choice.listed === listed ? choice.ids : NOBODY
  const choose = (ids: ReadonlySet<number>) => setChoice({ listed, ids })

  useHotkeys([
    { keys: 'n', label: 'Nouvel élève', run: () => setCreating(true) },
    { keys: '/', label: 'Chercher un élève', run: () => searchField.current?.focus() },
  ])
  const look = (change: { recherche?: string; classe?: string | undefined; archives?: boolean }) =>
    void navigate({ search: { recherche, classe, archives, ...change }, replace: true })

  const students = list.data?.pages.flatMap((page) => page.students) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  const known = classes.data ?? []
  const inSchool = known.reduce((sum, { students }) => sum + students, 0)
  const isNarrowed = recherche !== '' || classe !== undefined
  return (
    <Container size="xl" py="lg">
      <PageHeader
        title="Élèves"
        facts={
          classes.data &&
          `${countOf(inSchool, archives ? 'élève archivé' : 'élève', archives ? 'élèves archivés' : 'élèves')} · ${countOf(known.length, 'classe')}`
        }
      >
        <Button variant="default" onClick={() => setImporting(true)}>
          Importer une liste
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
          Nouvel élève
        </Button>
      </PageHeader>
      <div className={styles.filters}>
        <TextInput
          ref={searchField}
          className={styles.search}
          aria-label="Chercher un élève"
          placeholder="Nom, prénom, date de naissance, adresse e-mail"
          leftSection={<IconSearch size={16} />}
          value={recherche}
          onChange={(event) => look({ recherche: event.currentTarget.value })}
        />
        <Select
          aria-label="Classe"
          placeholder="Toutes les classes"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Toutes les classes' }}
          nothingFoundMessage="Aucune classe"
          data={known.map(({ className, students }) => ({
            value: className || NO_CLASS,
            label: `${classLabel(className)} (${students})`,
          }))}
          value={classe === undefined ? null : classe || NO_CLASS}
          onChange={(value) => look({ classe: value === null ? undefined : value === NO_CLASS ? '' : value })}
        />
        <SegmentedControl
          aria-label="Élèves montrés"
          data={[
            { value: 'actifs', label: 'Présents' },
            { value: 'archives', label: 'Archivés' },
          ]}
          value={archives ? 'archives' : 'actifs'}
          onChange={(value) => look({ archives: value === 'archives', classe: undefined })}
        />
      </div>
      <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && <Skeleton height={360} />}
      {list.data !== undefined && students.length > 0 && (
        <>
          <ChoiceLine filter={filter} total={total} chosen={chosen} onChoose={choose} />
          <StudentsTable
            students={students}
            total={total}
            archived={archives}
            chosen={chosen}
            onChoose={choose}
            onEdit={setEditing}
            onNearEnd={() => {
              if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
            }}
          />
        </>
      )}
      {list.data !== undefined && students.length === 0 && (
        <NobodyListed
          archived={archives}
          narrowed={isNarrowed}
          onWiden={() => look({ recherche: '', classe: undefined })}
          onImport={() => setImporting(true)}
        />
      )}
      <NewStudentDialog opened={creating} className={classe ?? ''} onClose={() => setCreating(false)} />
      <EditStudentDialog student={editing} onClose={() => setEditing(null)} />
      <Modal opened={importing} onClose={() => setImporting(false)} title="Importer une liste" size="lg">
        <RosterImport examId={null} onDone={() => setImporting(false)} />
      </Modal>
    </Container>
  )
}

/** Who is listed, and what can be done with those chosen or with the whole class. */
function ChoiceLine({
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
        <span className={styles.filters}>
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
      <span className={styles.quiet}>{countOf(total, 'élève')}</span>
      {className !== undefined && className !== '' && search === '' && !archived && (
        <Button variant="default" loading={isPending} onClick={() => archive({ className })}>
          Archiver la classe {className}
        </Button>
      )}
    </div>
  )
}

function NobodyListed({
  archived,
  narrowed,
  onWiden,
  onImport,
}: {
  archived: boolean
  narrowed: boolean
  onWiden: () => void
  onImport: () => void
}) {
  if (narrowed) {
    return (
      <EmptyState title="Aucun élève ne correspond">
        <Button variant="default" onClick={onWiden}>
          Montrer tous les élèves
        </Button>
      </EmptyState>
    )
  }
  if (archived) {
    return (
      <EmptyState
        title="Aucun élève archivé"
        hint="Les élèves qui quittent l’établissement se rangent ici, un par un ou par classe. Leurs copies et leurs notes restent."
      />
    )
  }
  return (
    <EmptyState
      title="Aucun élève"
      hint="Importez la liste de l’établissement, exportée de Pronote ou d’un tableur. Les examens y prendront leurs élèves, par classe ou un par un."
    >
      <Button onClick={onImport}>Importer une liste</Button>
    </EmptyState>
  )
}
