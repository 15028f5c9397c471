import { readdirSync, readFileSync } from 'node:fs'

interface MemoryPeak {
  totalMb: number
  /** What each had of its own at that moment: first the process watched, then those it had started. */
  ownMb: number[]
}

export interface MemoryWatch {
  peak: () => MemoryPeak
}

const LOOK_MS = 200

/**
 * Watches the memory of a process and of those it starts, the database left out, until it ends. What they hold of their own is
 * added up; the pages of the program and its libraries, 60 MB and the same ones in each, count once.
 */
export function watchMemory(pid: number): MemoryWatch {
  let peak: MemoryPeak = { totalMb: 0, ownMb: [] }
  const look = setInterval(() => {
    const all = familyOf(pid).map(readMemory)
    if (all.length === 0) return clearInterval(look)
    const ownMb = all.map(({ own }) => Math.round(own / 1024))
    const totalMb =
      ownMb.reduce((sum, own) => sum + own) + Math.max(...all.map(({ shared }) => shared)) / 1024
    if (totalMb > peak.totalMb) peak = { totalMb: Math.round(totalMb), ownMb }
  }, LOOK_MS)
  return { peak: () => peak }
}

/** The status of the process and of its children, and theirs; none of the database. */
function familyOf(pid: number): string[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStatus)
    .filter((status) => status !== '')
  const childrenOf = (parent: number): string[] =>
    all
      .filter((status) => numberIn(status, 'PPid') === parent && !/^Name:\s+postgres$/m.test(status))
      .flatMap((status) => [status, ...childrenOf(numberIn(status, 'Pid'))])
  const own = all.filter((status) => numberIn(status, 'Pid') === pid)
  return [...own, ...childrenOf(pid)]
}

function readStatus(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    // It has just ended.
    return ''
  }
}

/** In KiB. */
const readMemory = (status: string) => ({
  own: numberIn(status, 'RssAnon'),
  shared: numberIn(status, 'RssFile'),
})

const numberIn = (status: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
