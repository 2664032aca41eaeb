// The HTTP application: what holds for every request, and the features in their order.
import cookie from '@fastify/cookie'
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import helmet from 'helmet'
import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { contract } from '../../contract/contract.ts'
import { registerAccountSelf } from '../accounts/account-self.routes.ts'
import { registerAccounts } from '../accounts/accounts.routes.ts'
import { registerInvitations } from '../accounts/invitations.routes.ts'
import { registerAlerts } from '../alerts/alerts.routes.ts'
import { registerApprovals } from '../approvals/approvals.routes.ts'
import { registerAttempts } from '../attempts/attempts.routes.ts'
import { registerAudit } from '../audit/audit.routes.ts'
import { registerCodes } from '../codes/codes.routes.ts'
import { registerConnections } from '../connections/connections.routes.ts'
import { registerGrants } from '../connections/grants.routes.ts'
import { registerDashboards } from '../dashboards/dashboards.routes.ts'
import { registerHelp } from '../help/help.routes.ts'
import { registerHistory } from '../history/history.routes.ts'
import { registerNotices } from '../notices/notices.routes.ts'
import { registerOperators } from '../operators/operators.routes.ts'
import { registerOrganizations } from '../organizations/organizations.routes.ts'
import { registerOverview } from '../overview/overview.routes.ts'
import { registerPasskeys } from '../passkeys/passkeys.routes.ts'
import { registerPolicies } from '../policies/policies.routes.ts'
import { registerPlaces } from '../places/places.routes.ts'
import { registerRecovery } from '../recovery/recovery.routes.ts'
import type { Services } from '../services.ts'
import { registerRunners } from '../runners/runners.routes.ts'
import { registerPlaylists } from '../screens/playlists.routes.ts'
import { registerPlays } from '../screens/plays.routes.ts'
import { registerScreenPage } from '../screens/screen-page.routes.ts'
import { registerScreens } from '../screens/screens.routes.ts'
import { registerWallMessages } from '../screens/wall-messages.routes.ts'
import { registerSecrets } from '../secrets/secrets.routes.ts'
import { registerServicePacks } from '../service-packs/service-packs.routes.ts'
import { registerSessions } from '../sessions/sessions.routes.ts'
import { registerSetup } from '../setup/setup.routes.ts'
import { registerSignIn } from '../sign-in/sign-in.routes.ts'
import { registerTakeOver } from '../take-over/take-over.routes.ts'
import { registerTotp } from '../totp/totp.routes.ts'
import { serializeAnswers } from './answer-schema.ts'
import { serveConsole } from './console-files.ts'
import { registerHealth } from './health.routes.ts'
import { answerError, sendProblem } from './problems.ts'
import { serveReference } from './reference-page.ts'
import { createRouter } from './router.ts'
import { serveScreen } from './screen-files.ts'
import { answerHeaders, pageHeaders } from './security-headers.ts'
import { createWaiting, type WaitUntil } from './wait-until.ts'

/** Every body of ours is small; whoever sends more is stopped before it is read. */
const BODY_LIMIT_BYTES = 64 * 1024

export interface AppOptions {
  services: Services
  clock: () => Date
  /** Waits for a moment of the clock; where nothing is given, by a timer. */
  waitUntil?: WaitUntil
  logger: FastifyServerOptions['loggerInstance']
  /** The built console; without it only the API answers. */
  consoleDir?: string
}

export async function buildApp({
  services,
  clock,
  waitUntil,
  logger,
  consoleDir,
}: AppOptions): Promise<FastifyInstance> {
  const { baseUrl, trustedProxies } = services.settings
  const headers = answerHeaders(baseUrl)
  const app: FastifyInstance = Fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    // A request id of the client's would let it forge the trail.
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    // While the server stops, new connections are refused and open ones finish.
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // Ours are set below; where none are given here, Fastify loads its own, a hundred modules.
    schemaController: { compilersFactory: { buildValidator: setBelow, buildSerializer: setBelow } },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply.headers(headers)),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializeAnswers)
  app.setErrorHandler(answerError)
  takeJsonOnly(app)
  logRequests(app, services)
  letConnectionsGoAtTheEnd(app)
  const waiting = createWaiting(clock)
  app.addHook('preClose', async () => {
    waiting.stop()
    await services.signals.close()
  })

  await app.register(cookie)
  setSecurityHeaders(app, baseUrl, headers)
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.decorateRequest('caller', undefined)
  app.decorateRequest('runner', undefined)
  app.decorateRequest('screen', undefined)
  app.decorateRequest('refusedFor', undefined)

  await app.register((scope, _options, done) => {
    const router = createRouter(scope, services, clock, waitUntil ?? waiting.waitUntil)
    registerHealth(router, scope, services)
    registerSetup(router, services)
    registerSignIn(router, services)
    registerSessions(router, services)
    registerAccounts(router, services)
    registerInvitations(router, services)
    registerOrganizations(router, services)
    registerTotp(router, services)
    registerPasskeys(router, services)
    registerApprovals(router, services, clock)
    registerRecovery(router, services)
    registerPolicies(router, services)
    registerHelp(router, services)
    registerHistory(router, services)
    registerAudit(router, services)
    registerNotices(router, services)
    registerOperators(router, services)
    registerAccountSelf(router, services)
    registerSecrets(router, services)
    registerConnections(router, services)
    registerGrants(router, services)
    registerCodes(router, services)
    registerAlerts(router, services)
    registerAttempts(router, services)
    registerRunners(router, services, clock)
    registerServicePacks(router, services)
    registerTakeOver(router, services, clock)
    registerDashboards(router, services, clock)
    registerPlaces(router, services, clock)
    registerScreens(router, services)
    registerPlaylists(router, services)
    registerWallMessages(router, services)
    registerPlays(router, services)
    registerScreenPage(router, services, clock)
    registerOverview(router, services, clock)
    router.refuseGaps()
    done()
  })
  serveReference(app, baseUrl)
  if (services.screenFiles !== undefined) serveScreen(app, services.screenFiles)
  if (consoleDir !== undefined) await serveConsole(app, consoleDir, baseUrl)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const isPage = request.method === 'GET' && !path.startsWith('/api') && accepts(request.headers.accept)
    if (isPage && consoleDir !== undefined) return reply.code(404).sendFile('index.html')
    const methods = methodsOf(path)
    // With the right method it is the address itself that is none, such as an id that no row could have.
    if (methods.length === 0 || methods.includes(request.method)) {
      return sendProblem(request, reply, 'request.no_such_path')
    }
    reply.header('allow', methods.join(', '))
    return sendProblem(request, reply, 'request.method_not_allowed')
  })
  await app.ready()
  return app
}

const ownHeaders = {
  'cache-control': 'no-store',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()',
}

/**
 * The API answers with data, everything else could be opened as a page. Helmet's headers are the same for every page,
 * and it works them out anew each time: so it is asked once, and what it said goes into all of them.
 */
function setSecurityHeaders(app: FastifyInstance, baseUrl: URL, dataHeaders: Record<string, string>): void {
  const setPageHeaders = helmet(pageHeaders(baseUrl))
  let forPages: OutgoingHttpHeaders | undefined
  app.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api/v1/')) {
      reply.headers(dataHeaders)
      return done()
    }
    if (forPages === undefined) {
      setPageHeaders(request.raw, reply.raw, () => {})
      forPages = { ...reply.raw.getHeaders(), ...ownHeaders }
      for (const name of Object.keys(forPages)) reply.raw.removeHeader(name)
    }
    reply.headers(forPages)
    done()
  })
}

/** JSON is the only body; an empty one is no body, as clients send one with routes that take none. */
function takeJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body as string, done)
  })
}

/**
 * A request that was under way when the server began to stop is answered, and its connection then ends: kept for a
 * next request, it would hold up the end for as long as connections are kept.
 */
function letConnectionsGoAtTheEnd(app: FastifyInstance): void {
  let isStopping = false
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) reply.header('connection', 'close')
    done()
  })
}

/**
 * One line per request: the route's pattern and never its address as typed, which could hold a token; who it was, by
 * the id of the account; and of a refusal its code and from where it came (ASVS 16.3.1 to 16.3.3).
 */
function logRequests(app: FastifyInstance, { metrics }: Services): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? '(none)'
    metrics.requestSeconds(route, reply.statusCode).observe(reply.elapsedTime / 1000)
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      account: request.caller?.account.id,
    }
    const { refusedFor } = request
    request.log.info(
      refusedFor === undefined ? line : { ...line, code: refusedFor, address: request.ip },
      'request',
    )
    done()
  })
}

/** Whether a person's browser asks for a page: it gets the console's own words about an address that is none. */
function accepts(header: string | undefined): boolean {
  return header?.includes('text/html') === true
}

/** Made once: else whoever asks for addresses that are none has the server make 180 of them each time. */
const routePatterns = Object.keys(contract).map((key) => {
  const [method = '', pattern = ''] = key.split(' ')
  return { method, pattern: new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }
})

function methodsOf(path: string): string[] {
  return routePatterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
}

function setBelow(): never {
  throw new Error('A route was added before the compilers of schemas were set.')
}
