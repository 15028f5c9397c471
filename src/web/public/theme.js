// Runs before the first paint; `ui/theme-choice.ts` keeps the same key and the same words.
;(() => {
  let choice = 'system'
  try {
    choice = localStorage.getItem('korrigo-theme') ?? 'system'
  } catch {
    // Storage refused by the browser: the system's choice will do.
  }
  const dark =
    choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  const root = document.documentElement
  root.dataset.mantineColorScheme = dark ? 'dark' : 'light'
  root.dataset.theme = choice === 'sepia' ? 'sepia' : dark ? 'dark' : 'light'
})()
