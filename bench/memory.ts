import { mkdtemp, rm, stat } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImagePdf, jpegEntries } from '#server/pdf/image-pdf.ts'
import { readContentOperations } from '#server/pdf/page-content.ts'
import { findPlainImage } from '#server/pdf/plain-image.ts'
import { openScanFile, readPageContent } from '#server/pdf/scan-document.ts'
import { ingestTimings, makeSpecimen } from './ingest.ts'
import { type MemoryWatch, watchMemory } from './process-memory.ts'

// Resident memory of the worker and its processes together, at most, while scans of 50 to 1,000 A3 pages are split, shown and their
// names read. Also the sum that the report gives: what each took at most until the split was done, at whatever moment that was, with
// the pages they share counted for each.
// usage: node bench/memory.ts [pages…]

const asked = process.argv.slice(2).map(Number)
const lengths = asked.length > 0 ? asked : [50, 250, 1000]
const SPECIMEN_COPIES = 12

const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'))
try {
  const images = await imagesOf(await makeSpecimen(join(folder, 'specimen.pdf'), SPECIMEN_COPIES))
  for (const pages of lengths) {
    const path = join(folder, `${pages}.pdf`)
    const pdf = await ImagePdf.create(path)
    for (let page = 0; page < pages; page++) {
      const image = images[page % images.length]
      if (image) await pdf.addPage({ image, widthPt: 1190.55, heightPt: 841.89, rotate: 0 })
    }
    await pdf.finish()
    await pdf.close()
    let memory: MemoryWatch | undefined
    const { peakRssMb, stapleReadyMs, derivedImagesMs } = await ingestTimings(
      path,
      availableParallelism(),
      (pid) => {
        memory = watchMemory(pid)
      },
    )
    const fileMb = Math.round((await stat(path)).size / 1024 / 1024)
    await rm(path)
    const { totalMb = 0, ownMb = [] } = memory?.peak() ?? {}
    console.log(
      `${String(pages).padStart(5)} pages, ${String(fileMb).padStart(4)} MB: ${totalMb} MB at most (${ownMb.join(' + ')} of their own), ${peakRssMb} MB as reported; ` +
        `stapler ready in ${seconds(stapleReadyMs)}, images ${seconds(derivedImagesMs)} later`,
    )
  }
} finally {
  await rm(folder, { recursive: true })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

async function imagesOf(path: string) {
  const scan = await openScanFile(path, 1000)
  return scan.pages.flatMap(({ dict, inherited }) => {
    if (!dict) return []
    const content = readPageContent(scan.context, dict)
    const image = findPlainImage(scan, { dict, inherited }, content && readContentOperations(content))
    if (!image) return []
    const { bytes, widthPx, heightPx, colour } = image
    const entries = jpegEntries(colour === 'grey' ? 1 : 3)
    return [{ widthPx, heightPx, entries, byteLength: bytes.length, bytes: [Uint8Array.from(bytes)] }]
  })
}
