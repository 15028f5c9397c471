/**
 * For processes that read scans. Node lets the space of new objects grow to tens of megabytes in each of them, the more the longer
 * they work; and large buffers wait there for as long, to be freed. This much fills up a few times a page: memory stays where it
 * was after a hundred pages, and time is not lost.
 */
export const SMALL_HEAP = ['--max-semi-space-size=4']
