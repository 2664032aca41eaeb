// What goes out: the members that the schema of an answer names, as text.
import type { FastifySerializerCompiler } from 'fastify'
import { ResponseSerializationError } from 'fastify-type-provider-zod'
import type { z } from 'zod'

/**
 * Parses, where the library encodes, which looks at every value twice: it is the same, as no schema of the contract
 * turns a value into another.
 *
 * @throws ResponseSerializationError for an answer that does not fit, and nothing of it goes out
 */
export const serializeAnswers: FastifySerializerCompiler<z.ZodType> =
  ({ schema, method, url }) =>
  (answer) => {
    const { success, data, error } = schema.safeParse(answer)
    if (!success) throw new ResponseSerializationError(method, url, { cause: error })
    return JSON.stringify(data)
  }
