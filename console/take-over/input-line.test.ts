// What a person types into a page arrives in order, once, in few requests, and nothing of it is kept.
import { expect, test } from 'vitest'
import { openInputLine, type PageInput } from './input-line.ts'

const text = (letters: string): PageInput => ({ kind: 'text', text: letters })
const enter: PageInput = { kind: 'key', key: 'Enter' }

/** A line to a server that answers when the test says so. */
function openSlowLine() {
  const sent: PageInput[][] = []
  const failures: unknown[] = []
  let answers: PromiseWithResolvers<undefined>[] = []
  const line = openInputLine(
    async (inputs) => {
      sent.push(inputs)
      const answer = Promise.withResolvers<undefined>()
      answers.push(answer)
      await answer.promise
    },
    (error) => failures.push(error),
  )
  const settle = async (settleOne: (answer: PromiseWithResolvers<undefined>) => void) => {
    const [answer] = answers
    answers = answers.slice(1)
    if (answer !== undefined) settleOne(answer)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    sent,
    failures,
    add: (...inputs: PageInput[]) => inputs.forEach((input) => line.add(input)),
    answer: () => settle(({ resolve }) => resolve(undefined)),
    refuse: (error: Error) => settle(({ reject }) => reject(error)),
  }
}

test('the first letter goes at once, and what is typed meanwhile follows together', async () => {
  const line = openSlowLine()
  line.add(text('a'), text('b'), text('c'), enter, text('d'))
  expect(line.sent).toEqual([[text('a')]])
  await line.answer()
  expect(line.sent).toEqual([[text('a')], [text('bc'), enter, text('d')]])
  await line.answer()
  expect(line.sent).toHaveLength(2)
})

test('turns of the wheel become one', async () => {
  const line = openSlowLine()
  line.add(enter)
  for (let turn = 0; turn < 100; turn += 1) line.add({ kind: 'scroll', x: 1, y: 2, by: 90 })
  await line.answer()
  expect(line.sent[1]).toEqual([{ kind: 'scroll', x: 1, y: 2, by: 5000 }])
})

test('a long text that is pasted goes in pieces that the server takes', async () => {
  const line = openSlowLine()
  line.add(text('x'.repeat(1201)))
  expect(line.sent[0]).toEqual([text('x'.repeat(500)), text('x'.repeat(500)), text('x'.repeat(201))])
})

test('a password that may have arrived is not sent a second time, nor what was to follow', async () => {
  const line = openSlowLine()
  line.add(text('a password'), enter)
  const gone = new Error('no answer')
  await line.refuse(gone)
  expect(line.failures).toEqual([gone])
  expect(line.sent).toEqual([[text('a password')]])
  line.add(text('anew'))
  expect(line.sent).toHaveLength(2)
})
