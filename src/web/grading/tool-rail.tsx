import { ActionIcon, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBallpen,
  IconCheck,
  IconCircleX,
  IconHighlight,
  IconMessage2,
  IconPointer,
  IconSquare,
  IconStar,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ANNOTATION_TYPES, type AnnotationType } from '#domain/annotations.ts'
import { Keys } from '#web/ui/keys.tsx'
import { type ToolbarItem, useToolbar } from '#web/ui/use-toolbar.ts'
import annotationClasses from './annotations.module.css'
import classes from './desk.module.css'
import { useCanMark, useDeskState, useDeskStore } from './desk-context.tsx'
import { chooseTool, TOOL_CHOICES, type ToolChoice, TYPE_NAMES } from './tools.ts'

const SIZE = 20
const ICONS: Record<string, ReactNode> = {
  v: <IconPointer size={SIZE} />,
  c: <IconMessage2 size={SIZE} color="var(--k-ink)" />,
  s: <IconHighlight size={SIZE} color="var(--k-amber)" />,
  e: <IconCircleX size={SIZE} color="var(--k-red)" />,
  b: <IconStar size={SIZE} color="var(--k-green)" />,
  d: <IconBallpen size={SIZE} />,
  r: <IconSquare size={SIZE} />,
  t: <IconCheck size={SIZE} />,
  x: <IconX size={SIZE} />,
}

/** What one writes with. */
export function ToolRail() {
  const store = useDeskStore()
  const canMark = useCanMark()
  const tool = useDeskState((state) => state.tool)
  const type = useDeskState((state) => state.type)
  const canUndo = useDeskState((state) => state.history.past.length > 0)
  const canRedo = useDeskState((state) => state.history.future.length > 0)
  const isChosen = (choice: ToolChoice) =>
    choice.tool === tool && (choice.type === null || choice.type === type)
  const isDrawing = tool !== 'select' && tool !== 'text'
  const [undo, redo] = [TOOL_CHOICES.length, TOOL_CHOICES.length + 1]
  const item = useToolbar({
    total: TOOL_CHOICES.length + 2,
    orientation: 'vertical',
    isItemDisabled: (index) => !canMark || (index === undo && !canUndo) || (index === redo && !canRedo),
  })
  return (
    <div className={classes.tools} role="toolbar" aria-label="Outils" aria-orientation="vertical">
      {TOOL_CHOICES.map((choice, index) => (
        <div key={choice.key} className={index === 1 || index === 5 ? classes.toolGap : undefined}>
          <RailButton
            label={choice.label}
            keys={choice.key}
            isPressed={isChosen(choice)}
            item={item(index, () => chooseTool(store, choice))}
          >
            {ICONS[choice.key]}
          </RailButton>
        </div>
      ))}
      <div className={classes.colours} role="radiogroup" aria-label="Couleur du tracé" hidden={!isDrawing}>
        {ANNOTATION_TYPES.map((each) => (
          <ColourChoice
            key={each}
            type={each}
            isChosen={each === type}
            onChoose={() => store.set({ type: each })}
          />
        ))}
      </div>
      <div className={classes.toolEnd}>
        <RailButton label="Annuler" keys="mod+z" item={item(undo, () => store.undo())}>
          <IconArrowBackUp size={SIZE} />
        </RailButton>
        <RailButton label="Rétablir" keys="mod+shift+z" item={item(redo, () => store.redo())}>
          <IconArrowForwardUp size={SIZE} />
        </RailButton>
      </div>
    </div>
  )
}

function RailButton({
  label,
  keys,
  isPressed,
  item,
  children,
}: {
  label: string
  keys: string
  isPressed?: boolean
  item: ToolbarItem
  children: ReactNode
}) {
  return (
    <Tooltip
      position="right"
      label={
        <>
          {label} <Keys keys={keys} />
        </>
      }
    >
      <ActionIcon
        className={classes.tool}
        variant={isPressed ? 'light' : 'subtle'}
        color={isPressed ? 'ink' : 'gray'}
        aria-label={label}
        aria-pressed={isPressed}
        {...item}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

function ColourChoice({
  type,
  isChosen,
  onChoose,
}: {
  type: AnnotationType
  isChosen: boolean
  onChoose: () => void
}) {
  return (
    <label className={classes.colour} title={TYPE_NAMES[type]} data-chosen={isChosen || undefined}>
      <input
        type="radio"
        name="drawing-colour"
        className={classes.unseen}
        checked={isChosen}
        aria-label={TYPE_NAMES[type]}
        onChange={onChoose}
      />
      <span className={annotationClasses.typeDot} data-type={type} />
    </label>
  )
}
