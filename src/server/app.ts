import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { API } from '#contract/api.ts'
import { registerAnonymity } from './anonymity/anonymity.routes.ts'
import { registerAuth } from './auth/auth.routes.ts'
import { openSessions } from './auth/sessions.ts'
import type { EventHub } from './db/events.ts'
import type { Deps } from './deps.ts'
import { registerExams } from './exams/exams.routes.ts'
import { registerGrading } from './grading/grading.routes.ts'
import { registerHandOut } from './hand-out/hand-out.routes.ts'
import { DomainError } from './http/domain-error.ts'
import { sendProblem } from './http/problems.ts'
import { registerSession } from './http/session.ts'
import { registerIdentification } from './identification/identification.routes.ts'
import { registerResults } from './results/results.routes.ts'
import { registerScans } from './scans/scans.routes.ts'
import { registerStapler } from './stapler/stapler.routes.ts'
import { registerStudents } from './students/students.routes.ts'

const WEB_PAGE = fileURLToPath(new URL('../../dist/web/', import.meta.url))
/** A save of the desk carries every stroke of a copy. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024

/** The whole HTTP side, in reading order. */
export async function buildApp(deps: Deps, events: EventHub): Promise<FastifyInstance> {
  const app = fastify({
    logger: { level: 'warn' },
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 200 },
    // A HEAD would run the handler, and a download that never was would stand in the journal.
    exposeHeadRoutes: false,
    // A proxy on this machine (TLS) says who calls and how; nobody else is believed.
    trustProxy: 'loopback',
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => sendProblem(error as Error, request, reply))

  await registerSecurity(app)
  await registerDocumentation(app)
  const sessions = openSessions(deps.db)
  await registerSession(app, sessions)

  registerAuth(app, deps, sessions)
  registerExams(app, deps)
  registerStudents(app, deps)
  registerScans(app, deps, events)
  registerStapler(app, deps)
  registerIdentification(app, deps)
  registerAnonymity(app, deps)
  registerHandOut(app, deps)
  registerGrading(app, deps)
  registerResults(app, deps)

  for (const { method, path } of API) {
    if (!app.hasRoute({ method, url: path })) throw new Error(`No handler for ${method} ${path}`)
  }
  await registerWebPage(app)
  return app
}

async function registerSecurity(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // Mantine sets CSS variables in style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        objectSrc: ["'self'"],
        frameSrc: ["'self'"],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    // The school's network is often plain http.
    strictTransportSecurity: false,
  })
  await app.register(rateLimit, { global: false })
  await app.register(multipart, { limits: { files: 50, fields: 10, fieldSize: 10_000 } })
  app.addHook('onSend', async (request, reply) => {
    // Nothing of the API may stay in a cache shared by people who are not allowed the same things, unless a route says otherwise.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store')
  })
}

async function registerDocumentation(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Korrigo',
        description:
          'On-screen marking of paper exams. Errors are RFC 9457 problem+json with a stable `code`.',
        version: '0.1.0',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'korrigo_session' } } },
    },
    transform: jsonSchemaTransform,
  })
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

/** The built page; an address of the page itself (a deep link) gives index.html, an unknown one of the API a problem. */
async function registerWebPage(app: FastifyInstance): Promise<void> {
  const built = existsSync(WEB_PAGE)
  if (built) {
    await app.register(fastifyStatic, {
      root: WEB_PAGE,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
  }
  app.setNotFoundHandler((request, reply) => {
    if (built && request.method === 'GET' && !request.url.startsWith('/api/'))
      return reply.sendFile('index.html')
    sendProblem(new DomainError('not_found'), request, reply)
  })
}
