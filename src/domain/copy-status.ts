export const COPY_STATUSES = ['STAGING', 'READY', 'LOCKED', 'GRADED'] as const
export type CopyStatus = (typeof COPY_STATUSES)[number]

/** The transitions of a copy by the act that makes them; the database holds the same list. */
export const TRANSITIONS = {
  validate: { from: 'STAGING', to: 'READY' },
  lock: { from: 'READY', to: 'LOCKED' },
  unlock: { from: 'LOCKED', to: 'READY' },
  finalise: { from: 'LOCKED', to: 'GRADED' },
  reopen: { from: 'GRADED', to: 'READY' },
} as const satisfies Record<string, { from: CopyStatus; to: CopyStatus }>

/** How long a lock lives without a heartbeat. */
export const LOCK_MINUTES = 30
/** How often an open desk renews its lock. */
export const HEARTBEAT_SECONDS = 60
