import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { decodePage, pixelsOfImage } from '#server/image/page-raster.ts'

const T = async (n: string, f: () => Promise<any>) => {
  await f()
  const ts = []
  for (let i = 0; i < 40; i++) {
    const t = performance.now()
    await f()
    ts.push(performance.now() - t)
  }
  ts.sort((a, b) => a - b)
  console.log(n, ts[4]!.toFixed(2))
}
for (const f of ['clean', 'realistic']) {
  const b = readFileSync(`/tmp/m/${f}-000.jpg`)
  const m = await sharp(b).metadata()
  const px = pixelsOfImage(b, m.channels === 1 ? 'grey' : 'rgb', 0)
  await T(f + ' decode75', () => decodePage(px, 1240))
  const { raster } = await decodePage(px, 1240)
  const raw = { width: raster.widthPx, height: raster.heightPx, channels: raster.channels }
  const cut = () =>
    sharp(raster.pixels, { raw }).extract({ left: 0, top: 0, width: 620, height: raster.heightPx })
  const cs = raster.channels === 1 ? 'b-w' : 'srgb'
  await T('null raw out', () =>
    cut().resize({ width: 200, height: 283, fit: 'fill' }).toColourspace(cs).raw().toBuffer(),
  )
  for (const k of ['lanczos3', 'linear', 'cubic', 'nearest'] as const) {
    await T('thumb ' + k, () =>
      cut()
        .resize({ width: 200, height: 283, fit: 'fill', kernel: k })
        .toColourspace(cs)
        .jpeg({ quality: 60 })
        .toBuffer(),
    )
  }
  await T('jpeg of 200x283 only', () =>
    sharp(raster.pixels.subarray(0, 200 * 283 * raster.channels), {
      raw: { width: 200, height: 283, channels: raster.channels },
    })
      .toColourspace(cs)
      .jpeg({ quality: 60 })
      .toBuffer(),
  )
  await T('jpeg mozjpeg off/4:2:0', () =>
    sharp(raster.pixels.subarray(0, 200 * 283 * raster.channels), {
      raw: { width: 200, height: 283, channels: raster.channels },
    })
      .jpeg({ quality: 60, optimiseCoding: false })
      .toBuffer(),
  )
  await T('webp', () =>
    sharp(raster.pixels.subarray(0, 200 * 283 * raster.channels), {
      raw: { width: 200, height: 283, channels: raster.channels },
    })
      .webp({ quality: 60, effort: 0 })
      .toBuffer(),
  )
  // header
  const hdr = (k: any) =>
    sharp(b, { failOn: 'none' })
      .extract({ left: 1654, top: 0, width: 1654, height: 470 })
      .resize({ width: 1240, height: 352, fit: 'fill', kernel: k })
      .toColourspace(cs)
      .jpeg({ quality: 80 })
      .toBuffer()
  for (const k of ['lanczos3', 'linear', 'mitchell']) await T('hdr ' + k, () => hdr(k))
  await T('hdr native', () =>
    sharp(b, { failOn: 'none' })
      .extract({ left: 1654, top: 0, width: 1654, height: 470 })
      .toColourspace(cs)
      .jpeg({ quality: 80 })
      .toBuffer(),
  )
  await T('hdr raw only', () =>
    sharp(b, { failOn: 'none' })
      .extract({ left: 1654, top: 0, width: 1654, height: 470 })
      .toColourspace(cs)
      .raw()
      .toBuffer(),
  )
}
