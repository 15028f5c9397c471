const KEY = 'korrigo-reloaded-at'
/** A page that still misses its files so soon after a reload has another trouble than its age. */
const AGAIN_MS = 30_000

/** After an upgrade the files this page was built with are gone: a new page has the new ones. */
export function reloadWhenReplaced(): void {
  addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0)
    if (Date.now() - last < AGAIN_MS) return
    sessionStorage.setItem(KEY, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
