// A script in a page of the app reads the answers that its requests bring: a token in one of them is the session in its hands.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import type { RouteContract } from '../../contract/route.ts'
import { beginsSession, renewsSession } from './token-routes.ts'

const routes: [string, RouteContract][] = Object.entries(contract)

const withToken = routes.flatMap(([route, { answers }]) =>
  Object.values(answers)
    .filter((answer) => answer !== null)
    .filter((answer) =>
      JSON.stringify(z.toJSONSchema(answer, { unrepresentable: 'any' })).includes('"token":'),
    )
    .map((answer) => ({ route, isItself: answer instanceof z.ZodObject && 'token' in answer.shape })),
)

test('there are such routes', () => {
  expect(withToken.map(({ route }) => route)).toContain('POST /api/v1/me/password')
})

test.each(withToken)('the worker takes the token out of what $route answers', ({ route, isItself }) => {
  expect({ begins: beginsSession(route), renews: renewsSession(route) }).toEqual({
    begins: !isItself,
    renews: isItself,
  })
})
