import type { PDFContext, PDFObject } from '@cantoo/pdf-lib'
import { PDFArray, PDFDict, PDFDocument, PDFObjectCopier, PDFPageLeaf, PDFStream } from '@cantoo/pdf-lib'
import type { ContentOperation } from './page-content.ts'
import { entry, name, nameOf } from './pdf-objects.ts'
import type { ScanDocument, ScanPage } from './scan-document.ts'

/** What makes a page look as it looks; the rest (navigation, structure, actions) leads to other pages. */
const KEPT_PAGE_KEYS = [
  ...['Resources', 'MediaBox', 'CropBox', 'BleedBox', 'TrimBox', 'ArtBox', 'Rotate', 'UserUnit'],
  ...['Contents', 'Group', 'Annots'],
]
/** Entries of an annotation that lead away from its page. */
const LEADING_AWAY = ['P', 'Parent', 'Popup', 'IRT', 'Dest', 'A', 'AA', 'StructParent']

/**
 * A PDF of its own holding one page of a scan, its streams byte for byte as they were.
 * @param operations of the page's content when they could be read: unused images are then left out, for some scanners
 * list every image of the batch in every page.
 */
export async function makeSheetPdf(
  scan: ScanDocument,
  page: ScanPage & { dict: PDFDict },
  operations: ContentOperation[] | null,
): Promise<Uint8Array> {
  const sheet = await PDFDocument.create({ updateMetadata: false })
  const leaf = PDFPageLeaf.fromMapWithContext(new Map(), scan.context, false)
  leaf.set(name('Type'), name('Page'))
  for (const key of KEPT_PAGE_KEYS) {
    const value = page.dict.get(name(key)) ?? page.inherited.get(key)
    if (value) leaf.set(name(key), value)
  }
  const resources = scan.context.lookup(leaf.get(name('Resources')))
  if (operations && resources instanceof PDFDict)
    leaf.set(name('Resources'), pruneXObjects(resources, operations))
  const annotations = scan.context.lookup(leaf.get(name('Annots')))
  if (annotations instanceof PDFArray) leaf.set(name('Annots'), detachAnnotations(scan.context, annotations))
  const copy = PDFObjectCopier.for(scan.context, sheet.context).copy(leaf)
  const copyRef = sheet.context.register(copy)
  sheet.catalog.insertLeafNode(copyRef, 0)
  copy.setParent(sheet.catalog.get(name('Pages')) as never)
  return sheet.save({ useObjectStreams: false, addDefaultPage: false, updateFieldAppearances: false })
}

/** How many of the objects that a page draws are there, and how many are named but missing. */
export function countDrawn(resources: PDFObject | undefined, operations: ContentOperation[]) {
  const xObjects = resources instanceof PDFDict ? entry(resources, 'XObject') : undefined
  const drawn = { present: 0, missing: 0 }
  for (const { operator, operands } of operations) {
    const used = operands.at(-1)
    if (operator !== 'Do' || used === null || typeof used !== 'object') continue
    if (xObjects instanceof PDFDict && entry(xObjects, used.name) instanceof PDFStream) drawn.present++
    else drawn.missing++
  }
  return drawn
}

function pruneXObjects(resources: PDFDict, operations: ContentOperation[]): PDFDict {
  const xObjects = entry(resources, 'XObject')
  if (!(xObjects instanceof PDFDict)) return resources
  const kept = PDFDict.withContext(xObjects.context)
  for (const { operator, operands } of operations) {
    const used = operands.at(-1)
    if (operator !== 'Do' || used === null || typeof used !== 'object') continue
    const key = name(used.name)
    const value = xObjects.get(key)
    const object = xObjects.lookup(key)
    if (!value || !(object instanceof PDFStream)) continue
    // A form without resources of its own borrows the page's, all of them.
    if (nameOf(entry(object.dict, 'Subtype')) === 'Form' && !entry(object.dict, 'Resources')) return resources
    kept.set(key, value)
  }
  const pruned = resources.clone()
  pruned.set(name('XObject'), kept)
  return pruned
}

function detachAnnotations(context: PDFContext, annotations: PDFArray): PDFArray {
  const detached = PDFArray.withContext(context)
  for (let i = 0; i < annotations.size(); i++) {
    const annotation: PDFObject | undefined = annotations.lookup(i)
    if (!(annotation instanceof PDFDict)) continue
    const alone = annotation.clone()
    for (const key of LEADING_AWAY) alone.delete(name(key))
    detached.push(alone)
  }
  return detached
}
