/** Tabs of one browser tell each other which copy they open, so that the tab that loses it knows at once. */
const NAME = 'korrigo-desk'

export function announceOpened(copyId: string): void {
  const channel = new BroadcastChannel(NAME)
  channel.postMessage(copyId)
  channel.close()
}

/** Calls `listener` when another tab opens this copy; the answer ends it. */
export function onOpenedElsewhere(copyId: string, listener: () => void): () => void {
  const channel = new BroadcastChannel(NAME)
  channel.onmessage = (event) => {
    if (event.data === copyId) listener()
  }
  return () => channel.close()
}
