import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useMatches,
} from '@tanstack/react-router'
import type { Role } from '#contract/endpoint.ts'
import { examQuery } from './exam.queries.ts'
import { NotFoundPage, RouteProblem } from './route-problem.tsx'
import { sessionQuery } from './session.queries.ts'
import { Shell } from './shell.tsx'
import { staplerQuery } from './stapler/stapler.queries.ts'
import { useDocumentTitle } from './ui/document-title.ts'

interface RouterContext {
  client: QueryClient
}

const HOMES = { admin: '/examens', corrector: '/corrections', student: '/mes-resultats' } as const

const sessionOf = ({ client }: RouterContext) => client.ensureQueryData(sessionQuery)

/** Only these roles open the page; others go where they belong. */
const only =
  (...roles: Role[]) =>
  async ({ context }: { context: RouterContext }) => {
    const { actor } = await sessionOf(context)
    if (actor !== null && !roles.includes(actor.role)) throw redirect({ to: HOMES[actor.role] })
  }

function Root() {
  useDocumentTitle(
    useMatches({
      select: (matches) => matches.findLast(({ staticData }) => staticData.title)?.staticData.title,
    }),
  )
  return <Outlet />
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  errorComponent: RouteProblem,
  notFoundComponent: NotFoundPage,
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/connexion',
  staticData: { title: 'Connexion' },
  // `vers`: the address wanted before the login; only ours, or a link could send people elsewhere.
  validateSearch: (search: Record<string, unknown>): { vers?: string } =>
    typeof search.vers === 'string' && /^\/(?![/\\])/.test(search.vers) ? { vers: search.vers } : {},
  beforeLoad: async ({ context, search }) => {
    const session = await sessionOf(context)
    if (session.setupRequired) throw redirect({ to: '/installation' })
    if (session.actor !== null) throw redirect({ href: search.vers ?? HOMES[session.actor.role] })
  },
  component: lazyRouteComponent(() => import('./auth/login-page.tsx'), 'LoginPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/installation',
  staticData: { title: 'Installation' },
  beforeLoad: async ({ context }) => {
    if (!(await sessionOf(context)).setupRequired) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./auth/setup-page.tsx'), 'SetupPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await sessionOf(context)
    if (session.setupRequired) throw redirect({ to: '/installation' })
    if (session.actor !== null) return
    throw redirect({ to: '/connexion', search: location.href === '/' ? {} : { vers: location.href } })
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: async ({ context }) => {
    const { actor } = await sessionOf(context)
    throw redirect({ to: actor === null ? '/connexion' : HOMES[actor.role] })
  },
})

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: '/comptes',
  staticData: { title: 'Comptes' },
  beforeLoad: only('admin'),
  component: lazyRouteComponent(() => import('./auth/accounts-page.tsx'), 'AccountsPage'),
})

const students = createRoute({
  getParentRoute: () => signedIn,
  path: '/eleves',
  staticData: { title: 'Élèves' },
  beforeLoad: only('admin'),
  // What is looked for stays in the address. A class may be called 601, and a search be a year.
  validateSearch: (
    search: Record<string, unknown>,
  ): { recherche?: string | undefined; classe?: string | undefined; archives?: boolean | undefined } => {
    const text = (value: unknown): string | undefined =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
    const [recherche, classe] = [text(search.recherche), text(search.classe)]
    return {
      ...(recherche && { recherche }),
      ...(classe !== undefined && { classe }),
      ...(search.archives === true && { archives: true }),
    }
  },
  component: lazyRouteComponent(() => import('./students/students-page.tsx'), 'StudentsPage'),
})

const exams = createRoute({
  getParentRoute: () => signedIn,
  path: '/examens',
  staticData: { title: 'Examens' },
  beforeLoad: only('admin'),
  component: lazyRouteComponent(() => import('./exams/exams-page.tsx'), 'ExamsPage'),
})

const exam = createRoute({
  getParentRoute: () => signedIn,
  path: '/examens/$examId',
  beforeLoad: only('admin'),
  loader: ({ context, params }) => context.client.ensureQueryData(examQuery(params.examId)),
  component: lazyRouteComponent(() => import('./exams/exam-layout.tsx'), 'ExamLayout'),
})

const examStart = createRoute({
  getParentRoute: () => exam,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/examens/$examId/preparation', params })
  },
})

const preparation = createRoute({
  getParentRoute: () => exam,
  path: '/preparation',
  component: lazyRouteComponent(() => import('./exams/preparation-page.tsx'), 'PreparationPage'),
})

const scans = createRoute({
  getParentRoute: () => exam,
  path: '/numerisation',
  component: lazyRouteComponent(() => import('./scans/scans-page.tsx'), 'ScansPage'),
})

const stapler = createRoute({
  getParentRoute: () => exam,
  path: '/agrafage',
  // `page`: where the keyboard stands, for a reload or the way back.
  validateSearch: ({ page }: Record<string, unknown>): { page?: string } =>
    typeof page === 'string' ? { page } : {},
  // The copies are on their way while the code of the page is fetched. Not waited for: the page says when it cannot have them.
  loader: ({ context, params }) =>
    void context.client.prefetchQuery({
      ...staplerQuery(params.examId),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  component: lazyRouteComponent(() => import('./stapler/stapler-page.tsx'), 'StaplerPage'),
})

// `copie`: the copy on screen, for a reload or the way back.
const copyInAddress = ({ copie }: Record<string, unknown>): { copie?: string } =>
  typeof copie === 'string' ? { copie } : {}

const identification = createRoute({
  getParentRoute: () => exam,
  path: '/identification',
  validateSearch: copyInAddress,
  component: lazyRouteComponent(
    () => import('./identification/identification-page.tsx'),
    'IdentificationPage',
  ),
})

const verification = createRoute({
  getParentRoute: () => exam,
  path: '/identification/verification',
  validateSearch: copyInAddress,
  component: lazyRouteComponent(() => import('./identification/verification-page.tsx'), 'VerificationPage'),
})

const headerLayout = createRoute({
  getParentRoute: () => exam,
  path: '/en-tete',
  staticData: { title: 'Champs de l’en-tête' },
  component: lazyRouteComponent(() => import('./identification/header-layout-page.tsx'), 'HeaderLayoutPage'),
})

const anonymity = createRoute({
  getParentRoute: () => exam,
  path: '/anonymat',
  staticData: { title: 'Anonymat' },
  // The copy that is open, and which of its pages, from 1.
  validateSearch: ({ copie, numero }: Record<string, unknown>): { copie?: string; numero?: number } => ({
    ...(typeof copie === 'string' && { copie }),
    ...(typeof numero === 'number' && Number.isInteger(numero) && { numero }),
  }),
  component: lazyRouteComponent(() => import('./anonymity/anonymity-page.tsx'), 'AnonymityPage'),
})

const handOut = createRoute({
  getParentRoute: () => exam,
  path: '/repartition',
  component: lazyRouteComponent(() => import('./hand-out/hand-out-page.tsx'), 'HandOutPage'),
})

const markingProgress = createRoute({
  getParentRoute: () => exam,
  path: '/correction',
  component: lazyRouteComponent(() => import('./results/marking-progress-page.tsx'), 'MarkingProgressPage'),
})

const results = createRoute({
  getParentRoute: () => exam,
  path: '/resultats',
  component: lazyRouteComponent(() => import('./results/results-page.tsx'), 'ResultsPage'),
})

const myExams = createRoute({
  getParentRoute: () => signedIn,
  path: '/corrections',
  staticData: { title: 'Mes corrections' },
  beforeLoad: only('corrector'),
  component: lazyRouteComponent(() => import('./grading/my-exams-page.tsx'), 'MyExamsPage'),
})

const myCopies = createRoute({
  getParentRoute: () => signedIn,
  path: '/corrections/$examId',
  staticData: { title: 'Mes copies' },
  beforeLoad: only('corrector'),
  component: lazyRouteComponent(() => import('./grading/my-copies-page.tsx'), 'MyCopiesPage'),
})

const desk = createRoute({
  getParentRoute: () => signedIn,
  path: '/copies/$copyId',
  staticData: { title: 'Copie' },
  beforeLoad: only('admin', 'corrector'),
  component: lazyRouteComponent(() => import('./grading/desk-page.tsx'), 'DeskPage'),
})

const myResults = createRoute({
  getParentRoute: () => signedIn,
  path: '/mes-resultats',
  staticData: { title: 'Mes résultats' },
  beforeLoad: only('student'),
  component: lazyRouteComponent(() => import('./results/my-results-page.tsx'), 'MyResultsPage'),
})

const myResult = createRoute({
  getParentRoute: () => signedIn,
  path: '/mes-resultats/$copyId',
  staticData: { title: 'Ma copie' },
  beforeLoad: only('student'),
  component: lazyRouteComponent(() => import('./results/my-result-page.tsx'), 'MyResultPage'),
})

const examPages = [
  ...[examStart, preparation, scans, stapler, identification, verification, headerLayout, anonymity],
  ...[handOut, markingProgress, results],
] as const

const tree = root.addChildren([
  login,
  setup,
  signedIn.addChildren([
    home,
    accounts,
    students,
    exams,
    exam.addChildren(examPages),
    myExams,
    myCopies,
    desk,
    myResults,
    myResult,
  ]),
])

export const createAppRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    // TanStack Query decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: NotFoundPage,
    defaultPendingMs: 300,
    // An address that names a copy, or a page of one, brings it into view by itself.
    scrollRestoration: ({ location }) => !('page' in location.search || 'copie' in location.search),
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
  interface StaticDataRouteOption {
    /** Name of the page in the browser's tab; the exam's pages add the exam and name themselves. */
    title?: string
  }
}
