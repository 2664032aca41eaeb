// A name that stands in the steps as it was typed is read by whoever reads the dashboard, and is the wrong one tomorrow.
import { expect, test } from 'vitest'
import { stepsThrough } from './steps-through.ts'

const on = { selector: '#user' }
const typed = (text: string) => ({ do: 'type' as const, on, text })

test.each(['wall@northwind.example', ' Wall@Northwind.example'])('the name is named: “%s”', (text) => {
  expect(stepsThrough([{ do: 'press', on }, typed(text)], 'wall@northwind.example')).toEqual([
    { do: 'press', on },
    { do: 'type_secret', on, secret: 'username' },
  ])
})

test('every other text stays, and so does the name where there is no connection', () => {
  const steps = [typed('wall'), typed('wall@northwind.example of last year')]
  expect(stepsThrough(steps, 'wall@northwind.example')).toEqual(steps)
  expect(stepsThrough([typed('wall@northwind.example')], undefined)).toEqual([
    typed('wall@northwind.example'),
  ])
})
