export function MarkingProgressPage() {
  return <h2>Correction</h2>
}
