import type { Entry } from 'yauzl'

/** 128 to 255 of code page 850, which Windows uses for archives in France. */
const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0'
const UNICODE_PATH = 0x7075
const IS_UTF8 = 0x800

/** The path of an entry as its maker wrote it, parts joined by `/`, in composed Unicode; to be shown, never to be written to. */
export function zipEntryPath(
  entry: Pick<Entry, 'fileNameRaw' | 'generalPurposeBitFlag' | 'extraFields'>,
): string {
  const unicode = entry.extraFields.find(
    ({ id, data }) => id === UNICODE_PATH && data.length > 5 && data[0] === 1,
  )
  const raw = unicode?.data.subarray(5) ?? entry.fileNameRaw
  const path =
    unicode !== undefined || (entry.generalPurposeBitFlag & IS_UTF8) !== 0
      ? raw.toString('utf8')
      : decodeUnmarked(raw)
  // Some Windows programs write backslashes.
  return (
    path
      .replaceAll('\\', '/')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with line ends or escapes would deceive whoever reads it
      .replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
      .normalize('NFC')
  )
}

/** macOS writes UTF-8 without saying so; what is no UTF-8 comes from Windows. */
function decodeUnmarked(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw)
  } catch {
    return Array.from(raw, (byte) => (byte < 128 ? String.fromCharCode(byte) : CP850[byte - 128])).join('')
  }
}
