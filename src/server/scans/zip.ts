import { Transform } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { isClutter } from '#domain/scan-files.ts'
import { DomainError } from '#server/http/domain-error.ts'
import {
  discardFile,
  type IncomingFile,
  megabytes,
  type ReceiveOptions,
  receiveFile,
} from './incoming-file.ts'
import { zipEntryPath } from './zip-entry-path.ts'

/** A year of copies is ten thousand; more entries than this in one archive are made to tire us. */
const MOST_ENTRIES = 5000
/** All files of one archive together, as a multiple of the largest single file allowed. */
const MOST_CONTENT = 4
/** PDF and JPEG hardly shrink, and an uncompressed page of writing some thirty times; a bomb does a thousand. */
const MOST_RATIO = 200
/** Below this size no ratio is worth a refusal: an empty page shrinks to nothing. */
const RATIO_FROM_BYTES = 10 * 1024 * 1024

/**
 * The files of an archive, each received as an upload of its own, in the order of their names; a refused one is an error in its place
 * and does not keep the next from coming. Folders and what computers add by themselves are passed over. Nothing is ever written
 * under a name of the archive.
 * Throws `zip_damaged`, `zip_empty`, `zip_too_many_files` when the archive as a whole cannot be used.
 */
export async function* readZip(
  zip: Pick<IncomingFile, 'name' | 'path'>,
  options: ReceiveOptions,
): AsyncGenerator<IncomingFile | DomainError> {
  const archive = await openArchive(zip)
  try {
    const entries = await listEntries(archive, zip.name)
    const mostBytes = options.maxBytes * MOST_CONTENT
    let contentBytes = 0
    for (const { entry, name } of entries) {
      const refusal =
        contentBytes >= mostBytes
          ? new DomainError('zip_too_large', { file: name, zip: zip.name, limitMb: megabytes(mostBytes) })
          : refuseUnread(entry, name, options.maxBytes)
      if (refusal !== null) {
        yield refusal
        continue
      }
      const counted = countBytes(entry, name, (bytes) => {
        contentBytes += bytes
      })
      try {
        yield await receiveEntry(archive, entry, name, counted, options)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        yield error
      }
    }
  } finally {
    archive.close()
  }
}

async function openArchive(zip: Pick<IncomingFile, 'name' | 'path'>): Promise<ZipFile> {
  // Names are decoded by us; sizes are checked by us too, since the library gives up the whole archive over one entry that lies.
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
  try {
    return await openPromise(zip.path, options)
  } catch (error) {
    throw new DomainError('zip_damaged', { file: zip.name }, { cause: error })
  }
}

interface NamedEntry {
  entry: Entry
  name: string
}

async function listEntries(archive: ZipFile, zipName: string): Promise<NamedEntry[]> {
  if (archive.entryCount > MOST_ENTRIES)
    throw new DomainError('zip_too_many_files', { file: zipName, limit: MOST_ENTRIES })
  const files: Array<{ entry: Entry; path: string }> = []
  try {
    for await (const entry of archive.eachEntry()) {
      const path = zipEntryPath(entry)
      if (!path.endsWith('/') && !isClutter(path)) files.push({ entry, path })
    }
  } catch (error) {
    throw new DomainError('zip_damaged', { file: zipName }, { cause: error })
  }
  if (files.length === 0) throw new DomainError('zip_empty', { file: zipName })
  const byName = new Intl.Collator('fr', { numeric: true })
  files.sort((a, b) => byName.compare(a.path, b.path))
  const names = files.map(({ path }) => baseName(path))
  return files.map(({ entry, path }, index) => {
    const name = names[index] ?? ''
    // « DURAND Léa/copie.pdf », « MARTIN Zoé/copie.pdf »: only the folder tells whose it is.
    const isAlone = names.indexOf(name) === names.lastIndexOf(name)
    return { entry, name: isAlone ? name : [folderName(path), name].filter(Boolean).join(' - ') }
  })
}

const baseName = (path: string): string => path.split('/').at(-1) || 'scan'
const folderName = (path: string): string => path.split('/').at(-2)?.replace(/^\.+$/, '') ?? ''

/** What can be told from the directory of the archive, before a byte is unpacked. */
function refuseUnread(entry: Entry, name: string, maxBytes: number): DomainError | null {
  const { uncompressedSize, compressedSize } = entry
  if (entry.isEncrypted()) return new DomainError('zip_entry_encrypted', { file: name })
  if (!entry.canDecodeFileData()) return new DomainError('zip_entry_damaged', { file: name })
  if (uncompressedSize > maxBytes)
    return new DomainError('upload_too_large', { file: name, limitMb: megabytes(maxBytes) })
  if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > compressedSize * MOST_RATIO)
    return new DomainError('zip_entry_inflated', { file: name, ratio: MOST_RATIO })
  return null
}

/** Lets the bytes of an entry through if they are as many, and those, that the directory announces. */
function countBytes(entry: Entry, name: string, onBytes: (bytes: number) => void): Transform {
  let byteSize = 0
  let sum = 0
  const damaged = () => new DomainError('zip_entry_damaged', { file: name })
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      byteSize += chunk.length
      sum = crc32(chunk, sum)
      onBytes(chunk.length)
      if (byteSize > entry.uncompressedSize) done(damaged())
      else done(null, chunk)
    },
    flush(done) {
      done(byteSize === entry.uncompressedSize && sum === entry.crc32 ? null : damaged())
    },
  })
}

async function receiveEntry(
  archive: ZipFile,
  entry: Entry,
  name: string,
  counted: Transform,
  options: ReceiveOptions,
): Promise<IncomingFile> {
  const damaged = (cause: unknown) => new DomainError('zip_entry_damaged', { file: name }, { cause })
  const packed = await archive.openReadStreamPromise(entry).catch((error: unknown) => {
    throw damaged(error)
  })
  packed.on('error', (error) => counted.destroy(damaged(error)))
  const file = await receiveFile(packed.pipe(counted), name, options).catch((error: unknown) => {
    packed.destroy()
    throw error
  })
  if (file.kind !== 'zip') return file
  await discardFile(file)
  throw new DomainError('zip_nested', { file: name })
}
