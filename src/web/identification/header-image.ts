import { useEffect } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import { getPageImage } from '#contract/scans.ts'
import { urlOf } from '#web/api.ts'

type Headed = Pick<IdentificationCopy, 'headerPageId' | 'headerVersion'>

/** Address of the image of the first page of a copy, or of its header; null for a copy without pages. */
export const headerAddress = (
  { headerPageId, headerVersion }: Headed,
  size: 'header' | 'desk' = 'header',
): string | null =>
  headerPageId === null
    ? null
    : urlOf(getPageImage, { params: { pageId: headerPageId }, query: { size, v: headerVersion } })

/** The header that will be wanted next is fetched while this one is read. */
export function usePreloaded(copy: Headed | null): void {
  const address = copy === null ? null : headerAddress(copy)
  useEffect(() => {
    if (address !== null) new Image().src = address
  }, [address])
}
