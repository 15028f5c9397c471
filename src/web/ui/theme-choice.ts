import { useSyncExternalStore } from 'react'

export const THEMES = ['system', 'light', 'dark', 'sepia'] as const
export type ThemeChoice = (typeof THEMES)[number]

/** Same key and words as `public/theme.js`, which applies the choice before the first paint. */
const KEY = 'korrigo-theme'
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

const isTheme = (value: string | null): value is ThemeChoice => THEMES.includes(value as ThemeChoice)

function read(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY)
    return isTheme(stored) ? stored : 'system'
  } catch {
    return 'system'
  }
}

let choice = read()

const shown = (): 'light' | 'dark' | 'sepia' =>
  choice === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : choice

function apply(): void {
  const theme = shown()
  document.documentElement.dataset.theme = theme
  document.documentElement.dataset.mantineColorScheme = theme === 'dark' ? 'dark' : 'light'
  for (const listener of listeners) listener()
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // Storage refused by the browser: the choice lasts as long as the page.
  }
  apply()
}

systemIsDark.addEventListener('change', apply)
addEventListener('storage', (event) => {
  if (event.key !== KEY) return
  choice = read()
  apply()
})

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What the person chose, kept by this browser. */
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)
/** What is on screen: the choice with `system` resolved. */
export const useShownTheme = (): 'light' | 'dark' | 'sepia' => useSyncExternalStore(subscribe, shown)
