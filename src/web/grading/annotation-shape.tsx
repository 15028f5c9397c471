import { type Annotation, type AnnotationContent, readContent } from '#domain/annotations.ts'
import classes from './annotations.module.css'
import { inkPath } from './ink-path.ts'

interface PaperSize {
  widthPt: number
  heightPt: number
}

/** The mark itself without its text, in points; the same drawing as in the final PDF. */
export function AnnotationShape({ annotation, paper }: { annotation: Annotation; paper: PaperSize }) {
  const box = {
    left: annotation.x * paper.widthPt,
    top: annotation.y * paper.heightPt,
    width: annotation.w * paper.widthPt,
    height: annotation.h * paper.heightPt,
  }
  return <ShapeOf content={readContent(annotation.content)} type={annotation.type} box={box} />
}

interface ShapeProps {
  content: AnnotationContent
  type: Annotation['type']
  box: { left: number; top: number; width: number; height: number }
}

export function ShapeOf({ content, type, box }: ShapeProps) {
  const isHighlight = type === 'HIGHLIGHT'
  const rect = { x: box.left, y: box.top, width: box.width, height: box.height }
  const at = (x: number, y: number): string => `${box.left + x * box.width},${box.top + y * box.height}`
  const thickness = Math.min(3.5, Math.max(1.2, Math.min(box.width, box.height) * 0.1))
  switch (content.shape) {
    case 'text':
      if (isHighlight) return <rect {...rect} className={classes.highlighter} />
      if (type === 'COMMENT') return <rect {...rect} className={classes.catcher} />
      return <Outline rect={rect} />
    case 'rectangle':
      return isHighlight ? <rect {...rect} className={classes.highlighter} /> : <Outline rect={rect} />
    case 'tick':
      return (
        <>
          <rect {...rect} className={classes.catcher} />
          <polyline
            points={[at(0.06, 0.56), at(0.36, 0.9), at(0.94, 0.1)].join(' ')}
            className={classes.pen}
            strokeWidth={thickness}
          />
        </>
      )
    case 'cross':
      return (
        <>
          <rect {...rect} className={classes.catcher} />
          <polyline
            points={`${at(0.1, 0.1)} ${at(0.9, 0.9)}`}
            className={classes.pen}
            strokeWidth={thickness}
          />
          <polyline
            points={`${at(0.9, 0.1)} ${at(0.1, 0.9)}`}
            className={classes.pen}
            strokeWidth={thickness}
          />
        </>
      )
    case 'ink':
      return content.strokes.map((stroke, index) => (
        <path
          // Strokes are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: a stroke has no other name than its place.
          key={index}
          d={inkPath(stroke, box, isHighlight)}
          className={isHighlight ? classes.highlighter : classes.ink}
        />
      ))
  }
}

/** A frame; a wide unseen band around the line makes it easy to take hold of. */
function Outline({ rect }: { rect: { x: number; y: number; width: number; height: number } }) {
  return (
    <>
      <rect {...rect} className={classes.outlineCatcher} />
      <rect {...rect} className={classes.outline} />
    </>
  )
}
