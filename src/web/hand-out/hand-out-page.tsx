export function HandOutPage() {
  return <h2>Répartition</h2>
}
