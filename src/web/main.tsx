import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/fonts.css'
import './ui/tokens.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiProblem, onSignedOut } from './api.ts'
import { reloadWhenReplaced } from './reload-when-replaced.ts'
import { createAppRouter } from './router.tsx'
import { sessionQuery } from './session.queries.ts'
import { theme } from './ui/theme.ts'
import { useShownTheme } from './ui/theme-choice.ts'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays a refusal; only a lost network is worth another try.
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && error.code === 'network',
    },
    mutations: { networkMode: 'always' },
  },
})

reloadWhenReplaced()
const router = createAppRouter(client)

onSignedOut(() => {
  const session = client.getQueryData(sessionQuery.queryKey)
  if (session === undefined || session.actor === null) return
  client.setQueryData(sessionQuery.queryKey, { ...session, actor: null, csrfToken: null })
  // The guards send to the login and keep the address that was open.
  void router.invalidate()
})

function App() {
  const shown = useShownTheme()
  return (
    <MantineProvider theme={theme} forceColorScheme={shown === 'dark' ? 'dark' : 'light'}>
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
