import { ActionIcon, Badge, Menu, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowRight, IconDots, IconTrash } from '@tabler/icons-react'
import { Link, Outlet, useLocation, useMatches } from '@tanstack/react-router'
import { useState } from 'react'
import { useExam, useLiveExam } from '#web/exam.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { useDocumentTitle } from '#web/ui/document-title.ts'
import { formatDay } from '#web/ui/number-format.ts'
import { InTopBar } from '#web/ui/top-bar-slot.tsx'
import { DeleteExamDialog } from './delete-exam-dialog.tsx'
import classes from './exam-layout.module.css'
import { StageRail } from './stage-rail.tsx'
import { nextStage, stagesOf } from './stages.ts'

/** What all pages of an exam share: its name in the bar, the rail of its stages, and news as they come. */
export function ExamLayout() {
  const examId = useExamId()
  const exam = useExam(examId)
  const [deleting, setDeleting] = useState(false)
  useLiveExam(examId)
  const { pathname } = useLocation()
  const stages = stagesOf(exam)
  const next = nextStage(stages)
  const stage = stages.find(({ path }) => pathname.split('/').includes(path))
  const besideStages = useMatches({ select: (matches) => matches.at(-1)?.staticData.title })
  const open = stage?.label ?? besideStages
  useDocumentTitle(open === undefined ? exam.name : `${open} · ${exam.name}`)
  return (
    <div className={classes.exam}>
      <InTopBar>
        <div className={classes.heading}>
          <Text fw={600} truncate title={exam.name}>
            {exam.name}
          </Text>
          <Text c="dimmed" size="xs" className={classes.facts}>
            {formatDay(exam.date)}
            {exam.subject !== null && ` · ${exam.subject}`}
          </Text>
          {exam.resultsReleasedAt !== null && (
            <Badge color="green" miw="max-content">
              résultats publiés
            </Badge>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={36} aria-label="Autres actions sur l’examen">
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
                Supprimer l’examen…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          {next !== undefined && (
            <Link to={`/examens/$examId/${next.path}`} params={{ examId }} className={classes.next}>
              À faire{'\u00A0'}: {next.advice}
              <IconArrowRight size={14} aria-hidden />
            </Link>
          )}
        </div>
      </InTopBar>
      <StageRail examId={examId} stages={stages} next={next} />
      <VisuallyHidden component="h1">
        {open === undefined ? exam.name : `${open}, ${exam.name}`}
      </VisuallyHidden>
      <div className={classes.page}>
        <Outlet />
      </div>
      <DeleteExamDialog exam={exam} opened={deleting} onClose={() => setDeleting(false)} />
    </div>
  )
}
