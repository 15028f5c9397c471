import { useRovingIndex } from '@mantine/hooks'
import type { KeyboardEvent } from 'react'

/**
 * The buttons of a toolbar as one stop of Tab: arrows, Home and End go from one to the next that can be used.
 * Gives the properties of the button at `index`, which does `onClick`.
 */
export function useToolbar(bar: useRovingIndex.Input) {
  const { getItemProps } = useRovingIndex(bar)
  return (index: number, onClick: () => void) => {
    const { onKeyDown, ...props } = getItemProps({ index, onClick })
    return {
      ...props,
      disabled: bar.isItemDisabled?.(index) ?? false,
      onKeyDown: (event: KeyboardEvent) => {
        // With Alt and the like they are shortcuts of the screen.
        if (!event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) onKeyDown(event)
      },
    }
  }
}

export type ToolbarItem = ReturnType<ReturnType<typeof useToolbar>>
