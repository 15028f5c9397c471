import { keysInWords } from './hotkeys.ts'

/** A shortcut as little key caps, for tooltips, menus and the sheet. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {keysInWords(keys).map((word) => (
        <kbd key={word} style={{ marginInlineStart: 3 }}>
          {word}
        </kbd>
      ))}
    </span>
  )
}
