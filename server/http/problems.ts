// Failures on their way out: every one becomes a problem of the contract's table; nobody else knows status numbers.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { errors, type ErrorCode } from '../../contract/errors.ts'
import type { Problem } from '../../contract/problem.ts'
import { AppError, type ProblemFacts } from '../app-error.ts'
import { FrameStoreError } from '../frames/bucket-client.ts'
import { PasswordPoolFull } from '../passwords/password-hash.ts'

/** What Fastify itself refuses, by its own codes. */
const byFastifyCode: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.not_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request.invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request.invalid',
  FST_ERR_BAD_URL: 'request.invalid',
  FST_ERR_NOT_FOUND: 'request.no_such_path',
  FST_ERR_MAX_PARAM_LENGTH: 'request.no_such_path',
}

const DATABASE_GONE = /^(08|57P0|53300)|^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT)$/

/** What node-postgres says, without a code, when a connection breaks under a statement or none is to be had. */
const CONNECTION_LOST = new RegExp(
  '^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|' +
    'timeout exceeded when trying to connect|Cannot use a pool after calling end)',
)

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ErrorCode,
  facts: ProblemFacts = {},
) {
  const { status, sentence } = errors[code]
  request.refusedFor = code
  const problem: Problem = {
    type: `/api#${code}`,
    title: sentence,
    status,
    code,
    requestId: request.id,
    ...facts,
  }
  if (facts.retryAfterSeconds !== undefined) reply.header('retry-after', String(facts.retryAfterSeconds))
  return reply.code(status).type('application/problem+json').send(problem)
}

/** The one error handler of the application. What is not expected is logged, and told as `server.failed`. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof AppError) return sendProblem(request, reply, error.code, error.facts)
  if (error instanceof PasswordPoolFull) {
    return sendProblem(request, reply, 'server.busy', { retryAfterSeconds: error.retryAfterSeconds })
  }
  if (error instanceof FrameStoreError) {
    request.log.warn(error.message)
    return sendProblem(request, reply, 'server.busy', { retryAfterSeconds: 5 })
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const fields = error.validation.map((issue) => ({
      path: issue.instancePath.split('/').filter(Boolean).join('.'),
      message: issue.message ?? 'This is not right.',
    }))
    return sendProblem(request, reply, 'request.invalid', { fields })
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = byFastifyCode[code]
  if (known !== undefined) return sendProblem(request, reply, known)
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status === 400) return sendProblem(request, reply, 'request.invalid')
  // A folder, or a path out of the folder that is served: for whoever asks there is nothing.
  if (status === 403 || status === 404) return sendProblem(request, reply, 'request.no_such_path')
  // Of a database error only its message and code are logged: its details repeat rows.
  request.log.error({ code, stack: error.stack }, 'a request failed')
  if (DATABASE_GONE.test(code) || CONNECTION_LOST.test(error.message)) {
    return sendProblem(request, reply, 'server.busy', { retryAfterSeconds: 2 })
  }
  return sendProblem(request, reply, 'server.failed')
}
