import { formatDay } from '#web/ui/number-format.ts'
import classes from './students.module.css'

/** The birth date is what tells homonyms apart: theirs stands out, with the reason. */
export const BirthDay = ({ isoDay, homonym }: { isoDay: string; homonym: boolean }) =>
  homonym ? (
    <span className={classes.telling}>{formatDay(isoDay)} · homonyme</span>
  ) : (
    <span className={classes.quiet}>{formatDay(isoDay)}</span>
  )
