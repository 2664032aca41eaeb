// That parsing an answer and encoding it are the same holds for as long as no schema turns a value into another.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'

/** Kinds of schema that hand out something else than they took. */
const TURNS = new Set(['pipe', 'transform', 'default', 'prefault', 'catch', 'custom'])

function kindsIn(schema: unknown, seen = new Set<unknown>()): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return []
  seen.add(schema)
  if (schema instanceof z.ZodType) {
    const { def } = schema
    return [def.type, ...Object.values(def).flatMap((part) => kindsIn(part, seen))]
  }
  return Object.values(schema).flatMap((part) => kindsIn(part, seen))
}

test.each(Object.entries<RouteContract>(contract))('%s turns nothing in its answers', (_, { answers }) => {
  const kinds = Object.values(answers).flatMap((schema) => kindsIn(schema))
  expect(kinds.filter((kind) => TURNS.has(kind))).toEqual([])
})

test('a schema that turns a value would be seen', () => {
  const turning = z.object({ list: z.array(z.object({ at: z.string().transform((text) => text.length) })) })
  expect(kindsIn(turning).filter((kind) => TURNS.has(kind))).toEqual(['pipe', 'transform'])
})
