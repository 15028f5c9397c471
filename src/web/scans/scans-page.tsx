export function ScansPage() {
  return <h2>Numérisation</h2>
}
