export function StaplerPage() {
  return <h2>Agrafage</h2>
}
