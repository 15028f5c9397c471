import { crc32, deflateRawSync } from 'node:zlib'

export interface ZippedFile {
  /** A buffer for a name in another code than UTF-8. */
  name: string | Buffer
  bytes?: Uint8Array
  /** 0: stored as it is. */
  method?: number
  /** General purpose bits; 1: encrypted, 0x800: the name is UTF-8. */
  flags?: number
  /** Upper half of the attributes, where Unix says what kind of file it is. */
  mode?: number
  /** What the directory says instead of the truth. */
  says?: { byteSize?: number; crc?: number }
}

/** Writes a ZIP archive by hand, so that a test may put anything in it. */
export function writeZip(files: ZippedFile[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes = Buffer.alloc(0), method = 8, flags = 0x800, mode = 0, says = {} } of files) {
    const rawName = Buffer.from(name)
    const packed = method === 8 ? deflateRawSync(bytes, { level: 6 }) : Buffer.from(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(says.crc ?? crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(says.byteSize ?? bytes.length, 18)
    common.writeUInt16LE(rawName.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, rawName, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt16LE(mode, 8)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, rawName]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}
