import { Badge } from '@mantine/core'
import { formatDay } from '#web/ui/number-format.ts'
import classes from './students.module.css'

/** Beside a name that somebody else bears too. */
export const HomonymMark = ({ shown }: { shown: boolean }) =>
  shown && (
    <Badge color="amber" ml={8}>
      homonyme
    </Badge>
  )

/** The birth date is what tells homonyms apart: theirs stands out. */
export const BirthDay = ({ isoDay, homonym }: { isoDay: string; homonym: boolean }) => (
  <span className={homonym ? classes.telling : classes.quiet}>{formatDay(isoDay)}</span>
)
