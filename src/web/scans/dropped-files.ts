import { isClutter } from '#domain/scan-files.ts'

/** The files of a drop, those of its folders too, without what computers add to folders by themselves. Call it within the event: it is emptied after. */
export async function droppedFiles(dropped: DataTransfer): Promise<File[]> {
  const plain = Array.from(dropped.files)
  const entries = Array.from(dropped.items, (item) => item.webkitGetAsEntry()).filter(
    (entry) => entry !== null,
  )
  if (!entries.some(({ isDirectory }) => isDirectory)) return plain
  const files = (await Promise.all(entries.map(filesBelow))).flat()
  return files.filter(({ name }) => !isClutter(name))
}

async function filesBelow(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))]
  if (!isFolder(entry)) return []
  const reader = entry.createReader()
  const found: FileSystemEntry[] = []
  // A browser answers a hundred at a time, and none when all were given.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) break
    found.push(...some)
  }
  const byName = new Intl.Collator('fr', { numeric: true })
  found.sort((a, b) => byName.compare(a.name, b.name))
  return (await Promise.all(found.map(filesBelow))).flat()
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
