// Registers the contract's routes on Fastify: schemas in and out, who may call, and where a write may come from.
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { contract, type Contract } from '../../contract/contract.ts'
import { problem } from '../../contract/problem.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import type { Access, RouteContract } from '../../contract/route.ts'
import { AppError } from '../app-error.ts'
import type { Services } from '../services.ts'
import { hasFreshProof, type Caller } from '../sessions/caller.ts'
import { endSessionOfToken, findSession } from '../sessions/sessions.store.ts'
import { hashToken } from '../sessions/token.ts'
import type { TrustCookie } from '../sessions/trust-token.ts'
import { findRunner, type Runner } from '../runners/runners.store.ts'
import { findScreenOfToken, isScreenPaired, type PairedScreen } from '../screens/screen-token.store.ts'
import type { Call, Download, Events, Handler, RequestFacts, Router } from './call.ts'
import { addressKey } from './client-address.ts'
import { emptyAsNull, urlOf } from './contract-routes.ts'
import { sendEvents } from './events.ts'
import { isAllowedOrigin, isFromAnotherSite } from './origin-rule.ts'
import {
  clearSessionCookie,
  readDeviceCookie,
  readDeviceHeader,
  readScreenCookie,
  readSessionCookie,
  readTrustCookie,
  setDeviceCookie,
  setScreenCookie,
  setSessionCookie,
  setTrustCookie,
} from './session-cookie.ts'
import { headersOfABody } from './security-headers.ts'
import { sendPicture, type Picture } from './send-picture.ts'
import type { WaitUntil } from './wait-until.ts'

const MAX_USER_AGENT = 300

export interface ContractRouter extends Router {
  /** Every route of the contract has a handler, or the server does not start. */
  refuseGaps(): void
}

/** @param clock the time of a request; everything that a request decides uses the one moment at which it came */
export function createRouter(
  app: FastifyInstance,
  services: Services,
  clock: () => Date,
  waitUntil: WaitUntil,
): ContractRouter {
  const registered = new Set<string>()

  function factsOf(request: FastifyRequest): RequestFacts {
    return {
      now: clock(),
      deviceToken: readDeviceCookie(request, services.settings.baseUrl),
      appDeviceToken: readDeviceHeader(request),
      trustToken: (tag) => readTrustCookie(request, services.settings.baseUrl, tag),
      address: request.ip,
      addressKey: addressKey(request.ip),
      userAgent: (request.headers['user-agent'] ?? '').slice(0, MAX_USER_AGENT),
      accept: request.headers.accept ?? '',
    }
  }

  /** A bearer token counts before a cookie; which of the two came is part of what is looked up. */
  async function findCaller(
    request: FastifyRequest,
    { isEvents, isPicture, isNoUse }: RouteContract,
    now: Date,
  ): Promise<Caller | undefined> {
    const bearer = readBearer(request)
    const token = bearer ?? readSessionCookie(request, services.settings.baseUrl)
    if (token === undefined) return undefined
    const { database, settings } = services
    // A page that is left open keeps no session open: it asks for pictures, too, and its stream ends at the idle limit by itself.
    const isUse = isEvents !== true && isPicture !== true && isNoUse !== true
    return findSession(database, hashToken(token), bearer === undefined, isUse, now, settings)
  }

  function guard(route: RouteContract, isWrite: boolean) {
    const { access, needsStepUp, usesUp } = route
    return async (request: FastifyRequest): Promise<void> => {
      request.facts = factsOf(request)
      const { baseUrl } = services.settings
      // A screen has nothing but its cookie, whatever else it names.
      if (isWrite && (access === 'screen' || request.headers.authorization === undefined)) {
        const hasCookie =
          (readSessionCookie(request, baseUrl) ?? readScreenCookie(request, baseUrl)) !== undefined
        if (!isAllowedOrigin(request, baseUrl.origin, hasCookie)) throw new AppError('request.foreign_origin')
      }
      if (usesUp === true && isFromAnotherSite(request, baseUrl.origin))
        throw new AppError('request.foreign_origin')
      if (access === 'public' || access === 'challenge') return
      if (access === 'runner') {
        request.runner = await findRunner(services.database, hashToken(readBearer(request) ?? ''))
        if (request.runner === undefined) throw new AppError('runner.required')
        return
      }
      if (access === 'screen') {
        const token = readScreenCookie(request, baseUrl)
        request.screen =
          token === undefined ? undefined : await findScreenOfToken(services, token, request.facts.now)
        if (request.screen === undefined) throw new AppError('screen.required')
        return
      }
      const caller = await findCaller(request, route, request.facts.now)
      if (caller === undefined) throw new AppError('session.required')
      refuseOthers(access, caller)
      if (needsStepUp === true && !hasFreshProof(caller, request.facts.now))
        throw new AppError('access.step_up_required')
      request.caller = caller
    }
  }

  function callOf(request: FastifyRequest, reply: FastifyReply): Call<keyof Contract> {
    const { baseUrl } = services.settings
    return {
      params: request.params,
      query: request.query,
      body: request.body,
      caller: request.caller ?? request.runner ?? request.screen,
      facts: request.facts,
      async setSessionCookie(token: string, expiresAt: Date, newDeviceToken?: string) {
        // A browser has one session: the one that its old cookie named ends with the new sign-in (ASVS 7.2.4).
        const old = readSessionCookie(request, baseUrl)
        if (old !== undefined) await endSessionOfToken(services.database, hashToken(old), request.facts.now)
        setSessionCookie(reply, baseUrl, token, expiresAt)
        if (newDeviceToken !== undefined) setDeviceCookie(reply, baseUrl, newDeviceToken, request.facts.now)
      },
      clearSessionCookie: () => clearSessionCookie(reply, baseUrl),
      setTrustCookie: (trust: TrustCookie) => setTrustCookie(reply, baseUrl, trust),
      setScreenCookie: (token: string) => setScreenCookie(reply, baseUrl, token, request.facts.now),
      waitUntil,
    } as unknown as Call<keyof Contract>
  }

  function on<Key extends keyof Contract>(key: Key, handler: Handler<Key>): void {
    const route: RouteContract = contract[key]
    const [method = '', path = ''] = key.split(' ')
    const [status = '200'] = Object.keys(route.answers)
    const isWrite = method !== 'GET'
    registered.add(key)
    const run: RouteHandlerMethod = async (request, reply) => {
      const answer: unknown = await handler(callOf(request, reply))
      if (route.isDownload === true) return sendDownload(reply, answer as Download)
      if (route.isPicture === true) return sendPicture(request, reply, answer as Buffer | Picture)
      if (route.isEvents === true) {
        const { screen } = request
        const mayGoOn = async () =>
          screen === undefined
            ? (await findCaller(request, route, clock())) !== undefined
            : isScreenPaired(services.database, screen)
        return sendEvents(reply, answer as Events<unknown>, route, mayGoOn)
      }
      if (!passesSchema(answer)) throw new Error(`${key} answered with something that no schema looks at.`)
      // Screens report three times a minute, all day long: they are told no more than that they were heard.
      if (status === '204') for (const name of headersOfABody) reply.removeHeader(name)
      return reply.code(Number(status)).send(answer)
    }
    const { params, query, body } = route
    app.route({
      method,
      url: urlOf(path),
      schema: {
        ...(params === undefined ? {} : { params }),
        ...(query === undefined ? {} : { querystring: query }),
        ...(body === undefined ? {} : { body }),
        response: answersOf(route),
      },
      config: { access: route.access },
      ...(route.maxBodyBytes === undefined ? {} : { bodyLimit: route.maxBodyBytes }),
      onRequest: guard(route, isWrite),
      handler: run,
    })
  }

  function refuseGaps(): void {
    const missing = Object.keys(contract).filter((key) => !registered.has(key))
    if (missing.length > 0) throw new Error(`Routes of the contract without a handler: ${missing.join(', ')}`)
  }

  return { on, refuseGaps }
}

function refuseOthers(access: 'session' | 'help_desk' | 'admin' | 'operator', { account }: Caller): void {
  if (access === 'admin' && account.role !== 'admin') throw new AppError('access.admin_required')
  if (access === 'operator' && account.role !== 'operator') throw new AppError('access.operator_required')
  if (access === 'help_desk' && account.role !== 'admin' && !account.isHelpDesk) {
    throw new AppError('access.help_desk_required')
  }
}

function sendDownload(reply: FastifyReply, { fileName, contentType, chunks }: Download): FastifyReply {
  return reply
    .type(contentType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(chunks))
}

/** Fastify sends texts, buffers and streams as they are; only plain objects go through the response schema. */
function passesSchema(answer: unknown): boolean {
  return answer === undefined || (answer !== null && Object.getPrototypeOf(answer) === Object.prototype)
}

function readBearer(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers
  // Any Authorization header stands in for the cookie, so that the two can never be mixed.
  if (authorization === undefined) return undefined
  return /^Bearer ([\w-]{20,200})$/.exec(authorization)?.[1] ?? ''
}

/** What goes out, and nothing else: the schema of the answer, and for every failure that of a problem. */
function answersOf({ answers }: RouteContract): Record<string, z.ZodType> {
  return { ...emptyAsNull(answers), '4xx': problem, '5xx': problem }
}

declare module 'fastify' {
  interface FastifyRequest {
    facts: RequestFacts
    caller: Caller | undefined
    /** Who calls a route of runners. */
    runner: Runner | undefined
    /** Who calls a route of screens. */
    screen: PairedScreen | undefined
    /** The code of the problem that it was answered with. */
    refusedFor: ErrorCode | undefined
  }
  interface FastifyContextConfig {
    access?: Access
  }
}
