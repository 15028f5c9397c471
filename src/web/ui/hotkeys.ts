import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface Shortcut {
  /**
   * `mod+s`, `Alt+ArrowUp`, `j`, `?`, or a place on the keyboard (`Digit1`, `KeyA`) where the letter depends on the layout.
   * `mod` is Ctrl, or ⌘ on a Mac.
   */
  keys: string
  /** What it does, for the `?` sheet. */
  label: string
  run: (event: KeyboardEvent) => void
  /** Also while writing in a field. Without it only combinations with `mod` work there. */
  inFields?: boolean
  /** False while the action is not possible; it stays on the sheet. */
  enabled?: boolean
}

const screens = new Map<symbol, readonly Shortcut[]>()
let listed: readonly Shortcut[] = []
const listeners = new Set<() => void>()

function publish(): void {
  listed = [...screens.values()].flat()
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Every shortcut that works on the screen now. */
export const useListedShortcuts = (): readonly Shortcut[] => useSyncExternalStore(subscribe, () => listed)

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

/** Does the event press exactly these keys? */
export function matchesKeys(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split('+').filter((part) => part !== '')
  const key = keys.endsWith('+') ? '+' : (parts.at(-1) ?? '')
  const wants = new Set(parts.slice(0, -1).map((part) => part.toLowerCase()))
  const isPlace = /^(Digit|Key|Numpad)\w+$/.test(key)
  const pressed = isPlace ? event.code === key : event.key.toLowerCase() === key.toLowerCase()
  const wantsMod = wants.has('mod') || wants.has('ctrl')
  // On a French keyboard `?`, `.` and `/` need Shift, and others AltGr: for a bare sign only the sign counts.
  const isSign = key.length === 1 && !/[\p{L}\d]/u.test(key)
  return (
    pressed &&
    (isMac ? event.metaKey : event.ctrlKey) === wantsMod &&
    (isSign || event.shiftKey === wants.has('shift')) &&
    (isSign || event.altKey === wants.has('alt'))
  )
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.tagName === 'TEXTAREA' ||
    target.tagName === 'SELECT' ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)))

const insideDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"]') !== null

/**
 * Shortcuts of a screen while it is mounted; they also appear on the `?` sheet.
 * Silent inside dialogs, whose own keys come first.
 */
export function useHotkeys(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  const sheet = shortcuts.map(({ keys, label }) => `${keys} ${label}`).join('\n')

  // The sheet changes only with its words, not with each new closure.
  useEffect(() => {
    const id = Symbol(sheet)
    screens.set(id, latest.current)
    publish()
    return () => {
      screens.delete(id)
      publish()
    }
  }, [sheet])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || insideDialog(event.target)) return
      const writing = isField(event.target)
      for (const { keys, run, inFields = keys.startsWith('mod+'), enabled = true } of latest.current) {
        if (!enabled || (writing && !inFields) || !matchesKeys(keys, event)) continue
        event.preventDefault()
        run(event)
        return
      }
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}

const KEY_WORDS: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  ctrl: 'Ctrl',
  alt: isMac ? '⌥' : 'Alt',
  shift: 'Maj',
  enter: 'Entrée',
  escape: 'Échap',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  delete: 'Suppr',
  backspace: '⌫',
  tab: 'Tab',
  pageup: 'Page ↑',
  pagedown: 'Page ↓',
  ' ': 'Espace',
}

/** The keys as written on a French keyboard: `mod+Enter` → « Ctrl + Entrée ». */
export const keysInWords = (keys: string): string[] =>
  (keys.endsWith('+') ? [...keys.slice(0, -1).split('+').filter(Boolean), '+'] : keys.split('+')).map(
    (part) =>
      KEY_WORDS[part.toLowerCase()] ??
      part.replace(/^(Digit|Key|Numpad)/, '').replace(/^\p{L}$/u, (letter) => letter.toUpperCase()),
  )
