import { DESK_DPI } from '#server/image/page-raster.ts'

/** Headers are read in the images that people mark on. */
export const PX_PER_MM = DESK_DPI / 25.4
