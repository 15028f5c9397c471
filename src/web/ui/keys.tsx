import { keysInWords } from './hotkeys.ts'
import classes from './keys.module.css'

/** A shortcut as little key caps, for tooltips, menus and buttons; not shown to fingers. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.hint}>
      <KeyCaps keys={keys} />
    </span>
  )
}

/** The same for those who asked for it, on whatever screen. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keysInWords(keys).map((word) => (
        <kbd key={word}>{word}</kbd>
      ))}
    </span>
  )
}
