import type { Reading } from '#contract/identification.ts'
import classes from './wall.module.css'

interface HeaderCropProps {
  address: string
  alt: string
  area: Reading['nameArea']
}

const percent = (share: number): string => `${share * 100}%`

/** The part of a header where the name stands, as large as its place allows; the whole header where that part is not known. */
export function HeaderCrop({ address, alt, area }: HeaderCropProps) {
  const image = { src: address, alt, loading: 'lazy', decoding: 'async', draggable: false } as const
  if (area === null) return <img {...image} className={classes.whole} alt={alt} />
  return (
    <span
      className={classes.crop}
      style={{ aspectRatio: area.aspect, width: `min(100cqw, 100cqh * ${area.aspect})` }}
    >
      <img
        {...image}
        alt={alt}
        style={{
          width: percent(1 / area.w),
          height: percent(1 / area.h),
          left: percent(-area.x / area.w),
          top: percent(-area.y / area.h),
        }}
      />
    </span>
  )
}
