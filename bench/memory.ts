import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImagePdf, jpegEntries } from '#server/pdf/image-pdf.ts'
import { readContentOperations } from '#server/pdf/page-content.ts'
import { findPlainImage } from '#server/pdf/plain-image.ts'
import { openScanFile, readPageContent } from '#server/pdf/scan-document.ts'
import { ingestTimings, makeSpecimen } from './ingest.ts'

// Resident memory of the worker and its processes together, at most, while scans of 50 to 1,000 A3 pages are split.
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
    const { peakRssMb, stapleReadyMs } = await ingestTimings(path, availableParallelism())
    const fileMb = Math.round((await readFile(path)).length / 1024 / 1024)
    await rm(path)
    console.log(
      `${String(pages).padStart(5)} pages, ${String(fileMb).padStart(4)} MB: ${peakRssMb} MB at most, stapler ready in ${(stapleReadyMs / 1000).toFixed(1)} s`,
    )
  }
} finally {
  await rm(folder, { recursive: true })
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
