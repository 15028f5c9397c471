import { useExam } from '#web/exam.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { ExamRoster } from '#web/students/exam-roster.tsx'
import { BaremeEditor } from './bareme-editor.tsx'
import { ExamCorrectors } from './exam-correctors.tsx'

import { ExamSettings } from './exam-settings.tsx'
import classes from './preparation-page.module.css'

/** All that comes before the scans: barème, students, correctors, settings. */
export function PreparationPage() {
  const exam = useExam(useExamId())
  return (
    // Another exam is another page: nothing typed for one may stay for the next.
    <div className={classes.columns} key={exam.id}>
      <div className={classes.column}>
        <BaremeEditor exam={exam} />
      </div>
      <div className={classes.column}>
        <ExamRoster exam={exam} />
        <ExamCorrectors exam={exam} />
        <ExamSettings exam={exam} />
      </div>
    </div>
  )
}
