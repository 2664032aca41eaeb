// The OpenAPI document (3.1), made from the contract when somebody asks for it: most servers are never asked, and what
// makes it takes more memory than the server's own routes.
import type { SwaggerOptions } from '@fastify/swagger'
import Fastify from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import { DEVICE_HEADER } from '../../contract/device-header.ts'
import { errors, type ErrorCode } from '../../contract/errors.ts'
import { problem } from '../../contract/problem.ts'
import type { Access, RouteContract } from '../../contract/route.ts'
import { version } from '../version.ts'
import { emptyAsNull, urlOf } from './contract-routes.ts'
import { cookieName, screenCookieName } from './session-cookie.ts'

/** By an application of its own, which knows the routes and serves none of them. */
export async function writeOpenApi(baseUrl: URL): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger')
  const app = Fastify({ exposeHeadRoutes: false })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, describeApi(baseUrl))
  await app.register((scope, _options, done) => {
    for (const [key, route] of Object.entries<RouteContract>(contract)) {
      const [method = '', path = ''] = key.split(' ')
      scope.route({ method, url: urlOf(path), schema: describeRoute(method, path, route), handler: () => {} })
    }
    done()
  })
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}

function describeRoute(method: string, path: string, route: RouteContract): object {
  const { summary, description, params, query, body, answers, access } = route
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tagOf(path)],
    security: securityOf(access),
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(tagOf(path) === 'sign-in' ? { headers: signInHeaders } : {}),
    ...(body === undefined ? {} : { body }),
    response: { ...emptyAsNull(answers), ...problemsOf(route, method !== 'GET') },
  }
}

/** For the document alone: of any other form it is as if it were not there. */
const signInHeaders = z.object({
  [DEVICE_HEADER]: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional()
    .describe(
      'for the client `mobile`: 32 random bytes, base64url, by which its owner knows this device again',
    ),
})

const errorsOfAccess: Record<Access, readonly ErrorCode[]> = {
  public: [],
  challenge: [],
  session: ['session.required'],
  help_desk: ['session.required', 'access.help_desk_required'],
  admin: ['session.required', 'access.admin_required'],
  operator: ['session.required', 'access.operator_required'],
  runner: ['runner.required'],
  screen: ['screen.required'],
}

/** Problems by status, with the codes that the route can give. */
function problemsOf(route: RouteContract, isWrite: boolean): Record<number, z.ZodType> {
  const codes: ErrorCode[] = [
    ...errorsOfAccess[route.access],
    ...(route.needsStepUp === true ? (['access.step_up_required'] as const) : []),
    ...(isWrite || route.params !== undefined || route.query !== undefined
      ? (['request.invalid'] as const)
      : []),
    // A write that needs no body is refused a wrong one all the same.
    ...(route.usesUp === true ? (['request.foreign_origin'] as const) : []),
    ...(isWrite ? (['request.foreign_origin', 'request.not_json', 'request.too_large'] as const) : []),
    ...(route.errors ?? []),
    'server.failed',
    'server.busy',
  ]
  const byStatus = Map.groupBy(new Set(codes), (code) => errors[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      problem.describe(list.map((code) => `\`${code}\``).join(', ')),
    ]),
  )
}

function securityOf(access: Access): Record<string, string[]>[] {
  if (access === 'runner') return [{ bearer: [] }]
  if (access === 'screen') return [{ screen: [] }]
  return access === 'public' || access === 'challenge' ? [] : [{ session: [] }, { bearer: [] }]
}

/** `/api/v1/sign-in/totp` belongs to `sign-in`, `/readyz` to `health`. */
function tagOf(path: string): string {
  return /^\/api\/v1\/([\w-]+)/.exec(path)?.[1] ?? 'health'
}

function describeApi(baseUrl: URL): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Countersign',
        version,
        description:
          'Two-factor authentication from both sides. Failures are problem details (RFC 9457): decide by `code`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      servers: [{ url: baseUrl.origin }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: cookieName(baseUrl) },
          bearer: { type: 'http', scheme: 'bearer' },
          screen: { type: 'apiKey', in: 'cookie', name: screenCookieName(baseUrl) },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (source) => {
      const document = jsonSchemaTransformObject(source)
      if (!('components' in document)) return document
      dropUnusedInputs(document, document.components?.schemas ?? {})
      for (const operations of Object.values(document.paths ?? {})) {
        for (const { responses } of Object.values(operations as Record<string, Operation>)) {
          nameProblemType(responses)
        }
      }
      return document
    },
  }
}

interface Operation {
  responses: Record<string, { content?: Record<string, unknown> }>
}

/** Each named schema comes as one for input and one for output; those that nothing refers to only confuse. */
function dropUnusedInputs(document: object, schemas: Record<string, unknown>): void {
  const isUnused = (name: string) =>
    name.endsWith('Input') && !JSON.stringify(document).includes(`"#/components/schemas/${name}"`)
  // One that goes may have been the only one to name another.
  for (let unused = Object.keys(schemas).filter(isUnused); unused.length > 0;) {
    for (const name of unused) delete schemas[name]
    unused = Object.keys(schemas).filter(isUnused)
  }
}

/** Failures are sent as application/problem+json (RFC 9457 section 3), which a schema alone does not say. */
function nameProblemType(responses: Operation['responses']): void {
  for (const [status, response] of Object.entries(responses)) {
    const json = response.content?.['application/json']
    if (Number(status) >= 400 && json !== undefined) response.content = { 'application/problem+json': json }
  }
}
