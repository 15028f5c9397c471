import type { PageBox, Rotation } from '#domain/geometry.ts'
import type { DisplayInput } from './display-images.task.ts'
import { PageDeath, sharePages } from './share-pages.ts'

export interface DisplayHalf {
  /** Names the file. */
  id: string
  /** In the frame of the displayed page. */
  box: PageBox
  rotation: Rotation
  /** In the frame of the upright half; null when it has no header. */
  headerBox: PageBox | null
  /** False when the one of the split is still right. */
  needsThumb: boolean
}

export interface DisplaySheet {
  /** A PDF of one page, as `splitScan` makes them. */
  sheetPdfPath: string
  halves: DisplayHalf[]
}

export interface MadeImage {
  id: string
  rotation: Rotation
  deskPath: string
  thumbPath: string | null
  headerPath: string | null
}

const IDLE_TIMEOUT_MS = 14_000
const MEMORY_LIMIT_MB = 1024
/** Behind everything else the machine does. */
const NICENESS = 15

const TASK = new URL('./display-images.task.ts', import.meta.url)

/**
 * Makes the upright images of sheets that people look at, in processes of its own. A sheet that cannot be shown is passed over.
 * @param workDir existing folder for the images; the caller moves them away.
 * @throws what `onSheet` throws; the signal's reason.
 */
export async function makeDisplayImages({
  sheets,
  workDir,
  lanes,
  onSheet,
  signal,
}: {
  sheets: DisplaySheet[]
  workDir: string
  lanes: number
  /** In the order of the sheets. */
  onSheet: (images: MadeImage[]) => Promise<void>
  signal?: AbortSignal | undefined
}): Promise<void> {
  const input: DisplayInput = { sheets, workDir }
  try {
    await sharePages<MadeImage[], null>({
      ...{ task: TASK, input, lanes, fromPage: 1, signal },
      ...{ idleTimeoutMs: IDLE_TIMEOUT_MS, memoryLimitMb: MEMORY_LIMIT_MB, niceness: NICENESS },
      onMade: onSheet,
    })
  } catch (error) {
    // Those that are missing are made when they are asked for.
    if (!(error instanceof PageDeath)) throw error
  }
}
