import type { SpecimenQuestion } from './answers.ts'
import { type Hand, writeText } from './hand.ts'
import type { Mark } from './marks.ts'
import type { Random } from './random.ts'

type FigureKind = NonNullable<SpecimenQuestion['figure']>

/** A drawing with a ruler and a free hand, at most 100 × 44 mm, its top left corner at (`x`, `y`) millimetres. */
export function drawFigure(kind: FigureKind, hand: Hand, random: Random, x: number, y: number): Mark {
  // Nobody draws the same figure at the same size.
  const [wide, high] = [random.between(0.7, 1), random.between(0.75, 1)]
  const placed = `translate(${x} ${y}) scale(${wide.toFixed(3)} ${high.toFixed(3)})`
  const svg = `<g transform="${placed}">${figureSvg(kind, hand, random, 0, 0)}</g>`
  return { svg, box: [x - 4, y - 4, x + 104, y + 46] }
}

function figureSvg(kind: FigureKind, hand: Hand, random: Random, x: number, y: number): string {
  const pencil = (d: string, colour = '#55555c', widthMm = 0.32) =>
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${widthMm}" stroke-linejoin="round" stroke-opacity=".8"/>`
  const letter = (text: string, dx: number, dy: number) =>
    `<path d="${writeText(hand, random, text, x + dx, y + dy).d}" fill="${hand.ink}" fill-opacity=".85"/>`
  const near = (value: number) => (value + random.normal() * 0.5).toFixed(2)

  switch (kind) {
    case 'axes': {
      const axes = `M${x} ${near(y + 32)}H${x + 62}m-2 -1.2l2 1.2l-2 1.2M${near(x + 10)} ${y + 41}V${y}m-1.2 2l1.2 -2l1.2 2`
      const [a, b] = [random.between(8, 16), random.between(0.3, 0.6)]
      let curve = ''
      for (let t = 0; t <= 46; t += 1) {
        const height = 6 + a * (1 + Math.sin(t * 0.12 * (1 + b))) * 0.8
        curve += `${curve === '' ? 'M' : 'L'}${(x + 12 + t).toFixed(2)} ${(y + 33 - height + random.normal() * 0.03).toFixed(2)}`
      }
      return `${pencil(axes)}${pencil(curve, hand.ink, 0.4)}${letter('x', 59, 37)}${letter('y', 4, 4)}${letter('0', 6, 37)}`
    }
    case 'triangle': {
      const corners = [
        near(x + 6),
        near(y + 36),
        near(x + 54),
        near(y + 36),
        near(x + 6),
        near(y + 6),
      ] as const
      const [ax, ay, bx, by, cx, cy] = corners
      return (
        pencil(`M${ax} ${ay}L${bx} ${by}L${cx} ${cy}ZM${ax} ${ay}m0 -4h4v4`) +
        letter('A', 0, 40) +
        letter('B', 56, 40) +
        letter('C', 0, 6)
      )
    }
    case 'table': {
      const [right, middle, foot] = [near(x + 92), near(y + 12), near(y + 25)]
      let grid = `M${x} ${y}H${right}V${foot}H${x}ZM${x} ${middle}H${right}`
      for (const dx of [20, 38, 56, 74]) grid += `M${near(x + dx)} ${y}V${foot}`
      return (
        pencil(grid) + letter('x', 6, 9) + letter('f(x)', 4, 21) + letter('-1', 24, 9) + letter('3', 44, 21)
      )
    }
    case 'timeline': {
      let ticks = `M${x} ${y + 20}H${x + 96}m-2 -1.2l2 1.2l-2 1.2`
      for (const dx of [12, 40, 70]) ticks += `M${near(x + dx)} ${y + 18}v4`
      return (
        pencil(ticks) +
        letter('mai 1789', 2, 15) +
        letter('14 juillet', 31, 29) +
        letter('4 août', 63, 15) +
        letter('26 août', 78, 29)
      )
    }
  }
}
