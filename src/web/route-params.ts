import { useParams } from '@tanstack/react-router'

function useParam(name: 'examId' | 'copyId'): string {
  const value = useParams({ strict: false })[name]
  if (value === undefined) throw new Error(`This page has no ${name} in its address`)
  return value
}

/** The exam in the address of the page. */
export const useExamId = (): string => useParam('examId')
/** The copy in the address of the page. */
export const useCopyId = (): string => useParam('copyId')
