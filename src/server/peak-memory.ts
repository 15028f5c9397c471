import { readFile } from 'node:fs/promises'

/**
 * The resident memory that this process had at most, in MiB. What `process.resourceUsage()` says begins with what the process that
 * started this one had then, and is taken only where there is no /proc.
 */
export async function readPeakRssMb(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const peakKb = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]
  return Math.round(Number(peakKb ?? process.resourceUsage().maxRSS) / 1024)
}
