/** A proposal, and whether it was right. */
export interface Judged {
  confidence: number
  isRight: boolean
}

/** Bins are finer where it matters: nearly all proposals are nearly sure. */
const EDGES = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.000001]
const [WIDTH, HEIGHT, LEFT, TOP, SIDE] = [460, 440, 56, 24, 360]

/** How often proposals of each confidence are right, with 95 % intervals (Wilson 1927), as SVG. */
export function drawReliability(judged: readonly Judged[]): string {
  const x = (value: number) => (LEFT + value * SIDE).toFixed(1)
  const y = (value: number) => (TOP + (1 - value) * SIDE).toFixed(1)
  const bins = EDGES.slice(0, -1).map((from, i) => {
    const inside = judged.filter(({ confidence }) => confidence >= from && confidence < (EDGES[i + 1] ?? 1))
    return {
      count: inside.length,
      said: inside.reduce((sum, { confidence }) => sum + confidence, 0) / inside.length,
      right: inside.filter(({ isRight }) => isRight).length,
    }
  })
  const marks = bins
    .filter(({ count }) => count > 0)
    .map(({ count, said, right }) => {
      const [low, high] = wilson(right, count)
      return (
        `<path d="M${x(said)} ${y(low)}V${y(high)}" stroke="#1f4fa3" stroke-width="1.5"/>` +
        `<circle cx="${x(said)}" cy="${y(right / count)}" r="${Math.min(9, 2 + Math.log2(count)).toFixed(1)}" fill="#1f4fa3" fill-opacity=".55"/>`
      )
    })
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      `<text x="${x(value)}" y="${TOP + SIDE + 18}" text-anchor="middle">${percent(value)}</text>` +
      `<text x="${LEFT - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${percent(value)}</text>` +
      `<path d="M${x(0)} ${y(value)}H${x(1)}M${x(value)} ${y(0)}V${y(1)}" stroke="#d5d8dd"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">
<title>Confiance annoncée et part des propositions justes</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<g fill="#333">${ticks.join('')}</g>
<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#999" stroke-dasharray="4 4"/>
<g fill="none">${marks.join('')}</g>
<text x="${LEFT + SIDE / 2}" y="${HEIGHT - 12}" text-anchor="middle">confiance annoncée</text>
<text transform="translate(14 ${TOP + SIDE / 2}) rotate(-90)" text-anchor="middle">propositions justes</text>
<text x="${LEFT + 10}" y="${TOP + 18}">${judged.length} propositions</text>
</svg>
`
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

function wilson(right: number, count: number): [number, number] {
  const z = 1.96
  const share = right / count
  const middle = (share + (z * z) / (2 * count)) / (1 + (z * z) / count)
  const spread =
    (z / (1 + (z * z) / count)) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))
  return [Math.max(0, middle - spread), Math.min(1, middle + spread)]
}
