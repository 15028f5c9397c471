export function ResultsPage() {
  return <h2>Résultats</h2>
}
