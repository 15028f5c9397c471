const keyOf = (copyId: string): string => `korrigo-lock-${copyId}`

/** Only as the page goes: a duplicated tab copies what is there while this one lives, and would share its lock. */
export const keepTokenForReload = (copyId: string, token: string): void => {
  sessionStorage.setItem(keyOf(copyId), token)
}

/** The token of the same tab before it was reloaded; it is given once. */
export function takeTokenOfReload(copyId: string): string | null {
  const token = sessionStorage.getItem(keyOf(copyId))
  sessionStorage.removeItem(keyOf(copyId))
  return token
}
