import { useParams } from '@tanstack/react-router'

export function DeskPage() {
  const { copyId = '' } = useParams({ strict: false })
  return <main>{copyId}</main>
}
