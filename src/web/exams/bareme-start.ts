import { MAX_DEPTH } from '#domain/grading-structure.ts'
import { formatPoints } from '#web/ui/number-format.ts'
import type { OutlineRow } from './bareme-outline.ts'

/** Exercises of equal questions, named « Exercice 1 », « Question 1 »… One question an exercise makes no second level. */
export function regularOutline(
  exercises: number,
  questionsEach: number,
  pointsEach: number,
  newId: () => string,
): OutlineRow[] {
  const points = formatPoints(pointsEach)
  return Array.from({ length: exercises }, (_, exercise): OutlineRow[] => [
    { id: newId(), label: `Exercice ${exercise + 1}`, points, depth: 0 },
    ...Array.from({ length: questionsEach < 2 ? 0 : questionsEach }, (_, question) => ({
      id: newId(),
      label: `Question ${question + 1}`,
      points,
      depth: 1,
    })),
  ]).flat()
}

/**
 * Reads a list pasted from a text: one line each, deeper when further from the margin (spaces or tabs), points at the end
 * as « (2 pts) », « : 2 points », a tab and a number, or none (1 is then taken).
 */
export function outlineFromText(text: string, newId: () => string): OutlineRow[] {
  const margins: number[] = []
  const rows: OutlineRow[] = []
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const margin = (/^\s*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length
    while (margins.length > 0 && margin <= (margins.at(-1) ?? 0)) margins.pop()
    margins.push(margin)
    const found =
      /^(.*?)[\s:–—-]*(?:\(\s*(\d+(?:[.,]\d+)?)\s*(?:pts?|points?)?\.?\s*\)|(?<=[\s:])(\d+(?:[.,]\d+)?)\s*(?:pts?|points?)\.?|\t+(\d+(?:[.,]\d+)?))\s*$/i.exec(
        line.trim(),
      )
    const points = found?.[2] ?? found?.[3] ?? found?.[4] ?? '1'
    const label = (found?.[1] ?? line).trim().replace(/^[-*•]\s+/, '')
    rows.push({
      id: newId(),
      label: label === '' ? line.trim() : label.slice(0, 255),
      points: points.replace('.', ','),
      depth: Math.min(margins.length, MAX_DEPTH) - 1,
    })
  }
  return rows
}
