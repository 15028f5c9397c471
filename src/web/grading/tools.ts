import type { AnnotationType } from '#domain/annotations.ts'
import type { DeskStore, Tool } from './desk-store.ts'

export interface ToolChoice {
  key: string
  label: string
  tool: Tool
  /** The type it writes; tools that draw use the type chosen last. */
  type: AnnotationType | null
}

export const TOOL_CHOICES: readonly ToolChoice[] = [
  { key: 'v', label: 'Sélectionner', tool: 'select', type: null },
  { key: 'c', label: 'Commentaire', tool: 'text', type: 'COMMENT' },
  { key: 's', label: 'Surligner', tool: 'text', type: 'HIGHLIGHT' },
  { key: 'e', label: 'Erreur', tool: 'text', type: 'ERROR' },
  { key: 'b', label: 'Bonus', tool: 'text', type: 'BONUS' },
  { key: 'd', label: 'Stylo', tool: 'ink', type: null },
  { key: 'r', label: 'Rectangle', tool: 'rectangle', type: null },
  { key: 't', label: 'Coche', tool: 'tick', type: null },
  { key: 'x', label: 'Croix', tool: 'cross', type: null },
]

export const TYPE_NAMES: Record<AnnotationType, string> = {
  COMMENT: 'Commentaire',
  HIGHLIGHT: 'Surlignage',
  ERROR: 'Erreur',
  BONUS: 'Bonus',
}

/** Written on the paper before the text, where the colour alone would say it. */
export const TYPE_LABELS: Record<AnnotationType, string> = {
  COMMENT: '',
  HIGHLIGHT: '',
  ERROR: 'Erreur',
  BONUS: 'Bonus',
}

export const chooseTool = (store: DeskStore, { tool, type }: ToolChoice): void => {
  store.select(null)
  store.set(type === null ? { tool } : { tool, type })
}

/** The tool that this key chooses, if it is one. */
export const toolOfKey = (key: string): ToolChoice | undefined =>
  TOOL_CHOICES.find((choice) => choice.key === key.toLowerCase())
