/** Runs `jobs` with up to `ahead` of them started at once, and gives the results in order. The first failure ends it. */
export async function* inOrder<T>(jobs: Iterable<() => Promise<T>>, ahead: number): AsyncGenerator<T> {
  const started: Promise<T>[] = []
  for (const job of jobs) {
    const running = job()
    // A failure is thrown where its turn comes; until then it must not count as unhandled.
    running.catch(() => undefined)
    started.push(running)
    if (started.length >= ahead) yield await (started.shift() as Promise<T>)
  }
  for (const running of started) yield await running
}
