/** « Prénom Nom », or the user name of an account without one. */
export const displayName = (user: { first_name: string; last_name: string; username: string }): string =>
  `${user.first_name} ${user.last_name}`.trim() || user.username
