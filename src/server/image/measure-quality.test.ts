import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { contrastPlane } from './contrast-plane.ts'
import type { GreyPlane } from './grey-plane.ts'
import { measureQuality } from './measure-quality.ts'

const [WIDTH_PX, HEIGHT_PX] = [1240, 877]
/** Lines of loops like writing, from `left` to `right` pixels, on paper of a grey level. */
async function page(paper: number, { left = 60, right = 1100, blurPx = 0 } = {}): Promise<GreyPlane> {
  let d = ''
  for (let y = 60; y < HEIGHT_PX - 60; y += 24)
    for (let x = left; x < right; x += 9) d += `M${x} ${y}q4 -12 5 0q-4 6 -5 0`
  const ink = Math.round(paper * 0.2)
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${HEIGHT_PX}"><rect width="100%" height="100%" fill="rgb(${paper},${paper},${paper})"/>` +
    `<path d="${d}" fill="none" stroke="rgb(${ink},${ink},${ink})" stroke-width="1.6"/></svg>`
  const drawn = sharp(Buffer.from(svg)).removeAlpha().greyscale().toColourspace('b-w')
  const pixels = await (blurPx > 0 ? drawn.blur(blurPx) : drawn).raw().toBuffer()
  return { pixels, widthPx: WIDTH_PX, heightPx: HEIGHT_PX }
}
const warnings = async (grey: GreyPlane, scan: Partial<{ dpi: number; skewDegrees: number }> = {}) =>
  measureQuality(grey, contrastPlane(grey), { dpi: 200, skewDegrees: 0, ...scan }).map(
    ({ code, grave }) => `${code}${grave ? ' (grave)' : ''}`,
  )

describe('the quality of a scan', () => {
  it('is not worth a word when all is well', async () => {
    expect(await warnings(await page(240))).toEqual([])
    expect(await warnings(await page(215), { dpi: 150, skewDegrees: -2.9 })).toEqual([])
  })

  it('suffers from resolution and skew', async () => {
    const grey = await page(240)
    expect(await warnings(grey, { dpi: 120 })).toEqual(['low_resolution'])
    expect(await warnings(grey, { dpi: 75 })).toEqual(['low_resolution (grave)'])
    expect(await warnings(grey, { skewDegrees: -4 })).toEqual(['skewed'])
  })

  it('suffers from darkness', async () => {
    expect(await warnings(await page(130))).toContain('dark')
    expect(await warnings(await page(80))).toContain('dark (grave)')
  })

  it('suffers from blur', async () => {
    expect(await warnings(await page(240, { blurPx: 2.2 }))).toContain('blurred (grave)')
  })

  it('suffers from writing cut by the frame', async () => {
    expect(await warnings(await page(240, { left: -2, right: 600 }))).toContain('cut_edge')
  })
})
