import { queryOptions, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { cancelScan, getScanRemoval, listScans, removeScan, retryScan, type Scan } from '#contract/scans.ts'
import { call } from '#web/api.ts'
import { examKey, refreshExam, useScanEvents } from '#web/exam.queries.ts'
import { notifyDone, notifyProblem } from '#web/ui/notify.tsx'

const scansQuery = (examId: string) =>
  queryOptions({
    queryKey: [...examKey(examId), 'scans'],
    queryFn: ({ signal }) => call(listScans, { params: { examId }, signal }),
  })

export const isRunning = (scan: Scan): boolean => scan.status === 'QUEUED' || scan.status === 'SPLITTING'

/** How often progress is asked for when the live channel says nothing (a proxy that holds it back, a lost line). */
const POLL_MS = 2500

/** Scans of the exam in order of arrival, kept live. */
export function useScans(examId: string): Scan[] {
  const client = useQueryClient()
  const query = scansQuery(examId)
  const { data } = useSuspenseQuery({
    ...query,
    // The interval starts again at each update, so that it only strikes when the live channel is silent.
    refetchInterval: ({ state }) => (state.data?.scans.some(isRunning) === true ? POLL_MS : false),
  })
  useScanEvents(examId, (scan) => rememberScans(client, examId, [scan]))
  return data.scans
}

/** Puts scans the server told of in the list, newest knowledge first. */
export function rememberScans(
  client: ReturnType<typeof useQueryClient>,
  examId: string,
  told: readonly Scan[],
): void {
  client.setQueryData(scansQuery(examId).queryKey, (list) => {
    if (list === undefined) return undefined
    const known = new Set(list.scans.map((scan) => scan.id))
    const fresh = new Map(told.map((scan) => [scan.id, scan]))
    return {
      scans: [
        ...list.scans.map((scan) => fresh.get(scan.id) ?? scan),
        ...told.filter((scan) => !known.has(scan.id)),
      ],
    }
  })
}

/** Calls off a split that waits or is under way. */
export const useCancelScan = (examId: string) => useScanChange(examId, cancelScan)

/** Runs again a split that failed or was called off. */
export const useRetryScan = (examId: string) => useScanChange(examId, retryScan)

function useScanChange(examId: string, change: typeof cancelScan | typeof retryScan) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (scanId: string) => call(change, { params: { scanId } }),
    onSuccess: (scan) => rememberScans(client, examId, [scan]),
    // Not a callback of `mutate`: those are dropped once the page is left.
    onError: notifyProblem,
    onSettled: () => refreshExam(client, examId),
  })
}

/** What the removal of a scan would take along; asked for when somebody is about to remove it. */
export const useScanRemoval = (examId: string, scanId: string, enabled: boolean) =>
  useQuery({
    queryKey: [...examKey(examId), 'scan-removal', scanId],
    queryFn: ({ signal }) => call(getScanRemoval, { params: { scanId }, signal }),
    enabled,
    // Copies may have been validated since it was last asked for.
    gcTime: 0,
  })

/** Takes a file back, with what came of it. */
export function useRemoveScan(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id }: Scan) => call(removeScan, { params: { scanId: id } }),
    // Not a callback of `mutate`: its row, and its dialog, may be gone by then.
    onSuccess: (_, { fileName }) => notifyDone(`${fileName} est retiré.`),
    onError: notifyProblem,
    onSettled: () => refreshExam(client, examId),
  })
}
