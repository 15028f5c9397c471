/** What a person may deposit, as the dialog that chooses files is told; the server looks at the bytes instead. */
export const ACCEPTED_FILES =
  'application/pdf,image/jpeg,image/png,image/tiff,application/zip,.pdf,.jpg,.jpeg,.png,.tif,.tiff,.zip'

const CLUTTER = /^(\._.*|\.ds_store|thumbs\.db|desktop\.ini|ehthumbs\.db)$/i

/** Files that a computer adds to a folder or an archive by itself, and that nobody means to deposit. `path` is cut by slashes. */
export function isClutter(path: string): boolean {
  const parts = path.split('/')
  return parts.includes('__MACOSX') || CLUTTER.test(parts.at(-1) ?? '')
}

/** What a file says of its pupil: its name without the extension that tells its kind. « lea.durand@lycee.fr.pdf » → « lea.durand@lycee.fr ». */
export const studentIdentifier = (fileName: string): string =>
  fileName.replace(/\.(pdf|jpe?g|png|tiff?)$/i, '').slice(0, 255)
