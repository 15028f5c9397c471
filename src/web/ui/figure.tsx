import classes from './figure.module.css'
import { formatPoints } from './number-format.ts'

/** A number of at most two decimals in a column: whatever their number, commas stand below each other. */
export function Figure({ value }: { value: number }) {
  const [whole, decimals] = formatPoints(value).split(',')
  return (
    <span className={classes.figure}>
      {whole}
      <span className={classes.decimals}>{decimals === undefined ? '' : `,${decimals}`}</span>
    </span>
  )
}
