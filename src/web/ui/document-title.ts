import { useEffect } from 'react'

/** Names the tab and the entry of the history; nothing when undefined. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} – Korrigo`
  }, [title])
}
