// The OpenAPI document (3.1), made from the contract's routes as they are registered.
import type { SwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { version } from '../version.ts'
import { cookieName } from './session-cookie.ts'

export function describeApi(baseUrl: URL): SwaggerOptions {
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
