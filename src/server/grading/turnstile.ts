/** Lets at most `width` pieces of work run at once; the others wait in the order they came. */
export function openTurnstile(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0
  const waiting: Array<() => void> = []
  return async (work) => {
    if (inside < width) inside++
    // Whoever leaves gives their place away, so `inside` stays as it is.
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) inside--
      else next()
    }
  }
}
