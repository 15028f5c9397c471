import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { assertSafeKey, type Storage, StoredFileMissing } from './storage.ts'

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** Storage in a folder of this machine. */
export function openLocalStorage(root: string): Storage {
  const pathOf = (key: string): string => {
    assertSafeKey(key)
    return join(root, key)
  }

  /** fsync, then rename: after a power cut the file is there whole, or not at all. */
  const settle = async (temporary: string, target: string): Promise<void> => {
    await sync(temporary)
    await rename(temporary, target)
  }

  return {
    async put(key, content) {
      const target = pathOf(key)
      await mkdir(dirname(target), { recursive: true })
      const temporary = `${target}.${randomUUID()}.part`
      try {
        const source = content instanceof Readable ? content : Readable.from([content], { objectMode: false })
        await pipeline(source, createWriteStream(temporary))
        await settle(temporary, target)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },
    async adopt(key, localPath, { remakeable } = { remakeable: false }) {
      const target = pathOf(key)
      await mkdir(dirname(target), { recursive: true })
      if (!remakeable) await sync(localPath)
      try {
        await rename(localPath, target)
      } catch (error) {
        if (!isErrno(error, 'EXDEV')) throw error
        const temporary = `${target}.${randomUUID()}.part`
        await copyFile(localPath, temporary)
        await rename(temporary, target)
        await rm(localPath, { force: true })
      }
    },
    async read(key) {
      try {
        return await readFile(pathOf(key))
      } catch (error) {
        throw isErrno(error, 'ENOENT') ? new StoredFileMissing(key) : error
      }
    },
    stream: (key) => createReadStream(pathOf(key)),
    async exists(key) {
      return access(pathOf(key)).then(
        () => true,
        () => false,
      )
    },
    async remove(key) {
      await rm(pathOf(key), { recursive: true, force: true })
    },
    async localPath(key) {
      return pathOf(key)
    },
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
