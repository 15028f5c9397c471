/** The embedded PostgreSQL cannot be started or used; the message is French and says what to do. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError'
}
