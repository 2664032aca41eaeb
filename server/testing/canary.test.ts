// The search for marked secrets, which only proves something if it finds what is there.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCanary } from './canary.ts'
import { startTestApp } from './test-app.ts'

test('the search finds what is there: a secret in a log line, a table or a wrong answer is told', async () => {
  const own = await startTestApp()
  const watch = createCanary(own)
  const word = watch.mark('a word', `canary ${randomBytes(12).toString('hex')}`)
  const code = watch.codeOf('JBSWY3DPEHPK3PXP')
  own.logs.push(`{"msg":"${word}","code":"${code}"}`)
  await own.database.pool.query(`INSERT INTO password_budgets VALUES ($1, 1, now(), now())`, [
    Buffer.from(word),
  ])
  await watch.ask(`POST /api/v1/${code}`, {})
  const told = await watch.search()
  await own.close()
  expect(told).toEqual([
    expect.stringContaining('a word in the log'),
    'a word in the table public.password_budgets',
    expect.stringContaining('a code in the log'),
  ])
})
