import { writtenBirthDate } from '#domain/birth-date.ts'
import classes from './students.module.css'

/** The birth date is what tells homonyms apart: theirs stands out, with the reason. */
export const BirthDay = ({ isoDay, homonym }: { isoDay: string; homonym: boolean }) =>
  homonym ? (
    <span className={classes.telling}>
      <strong>{writtenBirthDate(isoDay)}</strong> homonyme
    </span>
  ) : (
    <span className={classes.quiet}>{writtenBirthDate(isoDay)}</span>
  )
