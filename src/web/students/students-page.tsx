import { Button, Container, Modal, Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { SchoolStudent } from '#contract/students.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { ChoiceLine, NOBODY } from './choice-line.tsx'
import { NobodyListed } from './nobody-listed.tsx'
import { RosterImport } from './roster-import.tsx'
import { EditStudentDialog, NewStudentDialog } from './student-dialog.tsx'
import { classesQuery, type StudentFilter, studentsQuery } from './students.queries.ts'
import { type Look, StudentsFilters } from './students-filters.tsx'
import { StudentsTable } from './students-table.tsx'

const route = getRouteApi('/signed-in/eleves')
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
  const filterKey = JSON.stringify(filter)
  const [choice, setChoice] = useState({ filterKey, ids: NOBODY })
  const chosen = choice.filterKey === filterKey ? choice.ids : NOBODY
  const choose = (ids: ReadonlySet<number>) => setChoice({ filterKey, ids })

  useHotkeys([
    { keys: 'n', label: 'Nouvel élève', run: () => setCreating(true) },
    { keys: '/', label: 'Chercher un élève', run: () => searchField.current?.focus() },
  ])
  const look = (change: Look) => {
    const next = { recherche, classe, archives, ...change }
    // What is not narrowed is not in the address.
    const search = {
      recherche: next.recherche || undefined,
      classe: next.classe,
      archives: next.archives || undefined,
    }
    void navigate({ search, replace: true })
  }

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
          inSchool > 0 &&
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
      <StudentsFilters
        searchField={searchField}
        recherche={recherche}
        classe={classe}
        archives={archives}
        classes={known}
        onLook={look}
      />
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
        <RosterImport
          examId={null}
          hint={
            'Les nouveaux élèves sont créés\u202F; de ceux qui sont connus, la classe et l’adresse e-mail sont mises à jour. Personne n’est retiré.'
          }
          onDone={() => setImporting(false)}
        />
      </Modal>
    </Container>
  )
}
