import {
  flattenStructure,
  type GradingNode,
  type GradingStructure,
  MAX_DEPTH,
} from '#domain/grading-structure.ts'
import { formatPoints, readPoints } from '#web/ui/number-format.ts'

/**
 * One line of the barème as it is being written. The tree is the order of the lines with their depths (0 at the root, at
 * most one deeper than the line above); `points` is what was typed, and counts only while the line has no line below it.
 */
export interface OutlineRow {
  id: string
  label: string
  points: string
  depth: number
}
export type Outline = readonly OutlineRow[]

export const outlineOf = (structure: GradingStructure): OutlineRow[] =>
  flattenStructure(structure).map(({ id, label, points, depth }) => ({
    id,
    label,
    points: formatPoints(points),
    depth,
  }))

/** The barème the lines describe. Points that are not a number become NaN, which `faultsOf` reports. */
export function structureOf(outline: Outline): GradingStructure {
  const roots: GradingNode[] = []
  const open: GradingNode[] = []
  for (const row of outline) {
    const node: GradingNode = {
      id: row.id,
      label: row.label.trim(),
      points: readPoints(row.points) ?? Number.NaN,
    }
    const parent = open[row.depth - 1]
    if (parent === undefined) roots.push(node)
    else parent.children = [...(parent.children ?? []), node]
    open.length = row.depth
    open.push(node)
  }
  return roots
}

const depthAt = (outline: Outline, index: number): number => outline[index]?.depth ?? -1

/** The line after the last one below this one. */
function endOfBranch(outline: Outline, index: number): number {
  const depth = depthAt(outline, index)
  let end = index + 1
  while (end < outline.length && depthAt(outline, end) > depth) end += 1
  return end
}

/** Has this line lines below it? Then its points are their sum. */
export const hasBranches = (outline: Outline, index: number): boolean =>
  depthAt(outline, index + 1) > depthAt(outline, index)

/** The line above at the same depth under the same parent; -1 when there is none. */
function siblingAbove(outline: Outline, index: number): number {
  const depth = depthAt(outline, index)
  let above = index - 1
  while (above >= 0 && depthAt(outline, above) > depth) above -= 1
  return depthAt(outline, above) === depth ? above : -1
}

const shifted = (rows: Outline, by: number): OutlineRow[] =>
  rows.map((row) => ({ ...row, depth: row.depth + by }))

/** Under the line above. Unchanged where there is none, or where it would be deeper than a barème may be. */
export function indent(outline: Outline, index: number): Outline {
  const end = endOfBranch(outline, index)
  const branch = outline.slice(index, end)
  const deepest = Math.max(...branch.map(({ depth }) => depth))
  if (siblingAbove(outline, index) < 0 || deepest + 1 >= MAX_DEPTH) return outline
  return [...outline.slice(0, index), ...shifted(branch, 1), ...outline.slice(end)]
}

/** Out of its parent and just after it: the lines it leaves behind keep their parent. */
export function outdent(outline: Outline, index: number): Outline {
  const depth = depthAt(outline, index)
  if (depth <= 0) return outline
  const end = endOfBranch(outline, index)
  const branch = shifted(outline.slice(index, end), -1)
  const rest = [...outline.slice(0, index), ...outline.slice(end)]
  let place = index
  while (place < rest.length && depthAt(rest, place) >= depth) place += 1
  return [...rest.slice(0, place), ...branch, ...rest.slice(place)]
}

/** Changes places with its neighbour under the same parent, each with what is below it. */
export function move(outline: Outline, index: number, direction: 'up' | 'down'): Outline {
  const upper = direction === 'up' ? siblingAbove(outline, index) : index
  const lower = direction === 'up' ? index : endOfBranch(outline, index)
  if (upper < 0 || depthAt(outline, lower) !== depthAt(outline, upper)) return outline
  const end = endOfBranch(outline, lower)
  return [
    ...outline.slice(0, upper),
    ...outline.slice(lower, end),
    ...outline.slice(upper, lower),
    ...outline.slice(end),
  ]
}

export const remove = (outline: Outline, index: number): Outline => [
  ...outline.slice(0, index),
  ...outline.slice(endOfBranch(outline, index)),
]

const insert = (outline: Outline, place: number, row: OutlineRow): Outline => [
  ...outline.slice(0, place),
  row,
  ...outline.slice(place),
]

/** A line after this one and what is below it, named in its succession, worth as much. At the end for index -1. */
export function addSibling(outline: Outline, index: number, id: string): Outline {
  const row = outline[index]
  if (row === undefined) return [...outline, { id, label: 'Exercice 1', points: '1', depth: 0 }]
  const points = hasBranches(outline, index) ? '1' : row.points
  return insert(outline, endOfBranch(outline, index), {
    id,
    label: labelAfter(row.label),
    points,
    depth: row.depth,
  })
}

/** A last line under this one. A line that had points gives them to its first one. */
export function addChild(outline: Outline, index: number, id: string): Outline {
  const row = outline[index]
  if (row === undefined || row.depth + 1 >= MAX_DEPTH) return outline
  const end = endOfBranch(outline, index)
  let last = end - 1
  while (depthAt(outline, last) > row.depth + 1) last -= 1
  const elder = last > index ? outline[last] : undefined
  return insert(outline, end, {
    id,
    label: elder === undefined ? 'Question 1' : labelAfter(elder.label),
    points: elder === undefined ? row.points : hasBranches(outline, last) ? '1' : elder.points,
    depth: row.depth + 1,
  })
}

/** « Exercice 2 » → « Exercice 3 », « 1.b) » → « 1.c) »; empty where there is no succession to follow. */
export function labelAfter(label: string): string {
  const number = /^(.*?)(\d+)(\D*)$/.exec(label.trim())
  const letter = /^(.*?)(?<!\p{L})([a-y])([).]?)$/iu.exec(label.trim())
  if (letter) {
    const [, before, rank, after] = letter
    return `${before}${String.fromCharCode((rank ?? '').charCodeAt(0) + 1)}${after}`
  }
  if (number && !/\p{L}/u.test(number[3] ?? '')) return `${number[1]}${Number(number[2]) + 1}${number[3]}`
  return ''
}

/** Puts rows, read elsewhere, after a line and what is below it, at its depth; in its place when nothing is written on it. */
export function insertRows(outline: Outline, index: number, rows: Outline): Outline {
  const row = outline[index]
  const isBlank = row?.label.trim() === '' && !hasBranches(outline, index)
  const place = row === undefined ? outline.length : isBlank ? index : endOfBranch(outline, index)
  const added = rows.map((one) => ({ ...one, depth: Math.min(one.depth + (row?.depth ?? 0), MAX_DEPTH - 1) }))
  return [...outline.slice(0, place), ...added, ...outline.slice(isBlank ? place + 1 : place)]
}

/** Puts a removed branch back where it was, or as near as what was changed since allows. */
export function restore(outline: Outline, index: number, branch: Outline): Outline {
  const first = branch[0]
  if (first === undefined || outline.some(({ id }) => id === first.id)) return outline
  const place = Math.min(index, outline.length)
  const by = Math.min(0, depthAt(outline, place - 1) + 1 - first.depth)
  return [...outline.slice(0, place), ...shifted(branch, by), ...outline.slice(place)]
}
