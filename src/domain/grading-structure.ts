/** A node of the barème: an exercise, a question, a part of a question. Points of a parent are the sum of its children's. */
export interface GradingNode {
  id: string
  label: string
  points: number
  children?: GradingNode[] | undefined
}

/** The barème of an exam, in the order of the subject. */
export type GradingStructure = GradingNode[]

/** A node with its place in the tree; `path` is the labels from the root down to it. */
export interface FlatNode {
  id: string
  label: string
  points: number
  depth: number
  path: string[]
  isLeaf: boolean
}

/** Every mark is a multiple of this many points. */
export const MARK_STEP = 0.25
/** Limits that keep a barème readable and a copy's marks page finite. */
export const MAX_DEPTH = 6
export const MAX_LEAVES = 300
export const MAX_POINTS = 1000

/** All nodes, parents before their children. */
export function flattenStructure(structure: GradingStructure): FlatNode[] {
  const walk = (nodes: GradingStructure, depth: number, above: string[]): FlatNode[] =>
    nodes.flatMap((node) => {
      const path = [...above, node.label]
      const children = node.children ?? []
      const flat = {
        id: node.id,
        label: node.label,
        points: pointsOf(node),
        depth,
        path,
        isLeaf: children.length === 0,
      }
      return [flat, ...walk(children, depth + 1, path)]
    })
  return walk(structure, 0, [])
}

/** The questions that receive a mark. */
export const leavesOf = (structure: GradingStructure): FlatNode[] =>
  flattenStructure(structure).filter((node) => node.isLeaf)

/** Sum over the whole barème, in points. */
export const totalPoints = (structure: GradingStructure): number => sum(structure.map(pointsOf))

/** Points of a node: its own for a leaf, the sum of its children otherwise. */
function pointsOf(node: GradingNode): number {
  const children = node.children ?? []
  return children.length === 0 ? node.points : sum(children.map(pointsOf))
}

/** The same tree with every parent's points made the sum of its children's. */
export const withParentSums = (structure: GradingStructure): GradingStructure =>
  structure.map((node) =>
    node.children === undefined || node.children.length === 0
      ? { id: node.id, label: node.label, points: node.points }
      : { ...node, points: pointsOf(node), children: withParentSums(node.children) },
  )

export type StructureFault =
  | { code: 'duplicate_id'; id: string }
  | { code: 'points_not_a_step'; id: string }
  | { code: 'points_out_of_range'; id: string }
  | { code: 'label_empty'; id: string }
  | { code: 'too_deep'; id: string }
  | { code: 'too_many_questions' }

/** What is wrong with a barème; empty when it can be used. */
export function faultsOf(structure: GradingStructure): StructureFault[] {
  const faults: StructureFault[] = []
  const seen = new Set<string>()
  const nodes = flattenStructure(structure)
  for (const node of nodes) {
    if (seen.has(node.id)) faults.push({ code: 'duplicate_id', id: node.id })
    seen.add(node.id)
    if (node.label.trim() === '') faults.push({ code: 'label_empty', id: node.id })
    if (node.depth >= MAX_DEPTH) faults.push({ code: 'too_deep', id: node.id })
    if (!(node.points > 0 && node.points <= MAX_POINTS))
      faults.push({ code: 'points_out_of_range', id: node.id })
    else if (!Number.isInteger(node.points / MARK_STEP))
      faults.push({ code: 'points_not_a_step', id: node.id })
  }
  if (nodes.filter((node) => node.isLeaf).length > MAX_LEAVES) faults.push({ code: 'too_many_questions' })
  return faults
}

/** Exact for quarter points: a multiple of 1/4 has no rounding error in binary floating point. */
const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0)
