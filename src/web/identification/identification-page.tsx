export function IdentificationPage() {
  return <h2>Identification</h2>
}
