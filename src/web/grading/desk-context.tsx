import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import type { CopyScore } from '#domain/scoring.ts'
import { scoreCopy } from '#domain/scoring.ts'
import type { DeskSession } from './desk-session.ts'
import type { DeskState, DeskStore } from './desk-store.ts'

const DeskContext = createContext<DeskSession | null>(null)
export const DeskProvider = DeskContext.Provider

/** The open desk. Only below `DeskProvider`. */
export function useDeskSession(): DeskSession {
  const session = useContext(DeskContext)
  if (session === null) throw new Error('No desk is open here')
  return session
}

export const useDeskStore = (): DeskStore => useDeskSession().store

/** A part of the state; `select` must give the same value as long as nothing it reads has changed. */
export function useDeskState<Part>(select: (state: DeskState) => Part): Part {
  const store = useDeskStore()
  return useSyncExternalStore(store.subscribe, () => select(store.getState()))
}

export const useCanMark = (): boolean => useDeskState((state) => state.hold.kind === 'mine')

/** Marks of the questions and the total as they stand. */
export function useScore(): CopyScore {
  const structure = useDeskState((state) => state.desk.exam.gradingStructure)
  const marking = useDeskState((state) => state.history.present)
  return useMemo(() => scoreCopy(structure, marking.marks, marking.annotations), [structure, marking])
}
