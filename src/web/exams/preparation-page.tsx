export function PreparationPage() {
  return null
}
