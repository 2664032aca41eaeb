// What is typed about a dashboard is saved as it was meant, and what cannot be meant is not sent.
import { expect, test } from 'vitest'
import { capture } from '../../contract/dashboards.ts'
import { bodyOf, captureOf, draftOf, emptyDraft, isSame, numberIn, previewOf } from './draft.ts'

const filled = { ...emptyDraft, name: ' Tickets ', url: 'wiki.example/board' }

test('a new dashboard has what the API takes, with the defaults that the API has', () => {
  expect(captureOf(emptyDraft)).toEqual(capture.parse({}))
  expect(bodyOf(filled)).toMatchObject({
    name: 'Tickets',
    url: 'https://wiki.example/board',
    connection: null,
    refresh: 60,
    hours: null,
  })
})

test('opened and saved again it is the same', () => {
  const rich = capture.parse({
    viewport: { width: 1080, height: 1920 },
    scale: 2,
    zoom: 1.25,
    crop: { selector: '#board', rectangle: { x: 1, y: 2, width: 300, height: 400 } },
    hide: ['.banner', 'header > nav'],
    cookieNoticesAway: false,
    colors: 'dark',
    steps: [
      { do: 'press', on: { selector: '#tab', role: 'tab', name: 'Week', x: 10, y: 20 } },
      { do: 'type_secret', on: { selector: '#pin' }, secret: 'code' },
      { do: 'wait', seconds: 3 },
    ],
    waitFor: 'canvas',
    waitSeconds: 45,
  })
  const dashboard = {
    id: '00000000-0000-7000-8000-000000000001',
    name: 'Board',
    url: 'https://wiki.example/board',
    capture: rich,
    refresh: 'live' as const,
    isPaused: false,
    state: 'fresh' as const,
    screens: 0,
    createdAt: '2026-11-27T00:00:00.000Z',
  }
  const draft = draftOf(dashboard)
  expect(captureOf(draft)).toEqual(rich)
  expect(bodyOf(draft)?.refresh).toBe('live')
  expect(isSame(draft, draftOf(dashboard))).toBe(true)
  expect(isSame(draft, { ...draft, zoom: 1 })).toBe(false)
})

test.each([
  { typed: '1920', number: 1920 },
  { typed: ' 320 ', number: 320 },
  { typed: '319', number: undefined },
  { typed: '3841', number: undefined },
  { typed: '12.5', number: undefined },
  { typed: '-1', number: undefined },
  { typed: '1e3', number: undefined },
  { typed: '', number: undefined },
])('“$typed” as a width: $number', ({ typed, number }) => {
  expect(numberIn(typed, { min: 320, max: 3840 })).toBe(number)
})

test.each([
  { wrong: 'no name', draft: { ...filled, name: ' ' } },
  { wrong: 'no address', draft: { ...filled, url: 'a b' } },
  { wrong: 'a width that no screen has', draft: { ...filled, width: '10' } },
  {
    wrong: 'hours on no day',
    draft: {
      ...filled,
      hours: { timeZone: 'Europe/Berlin', spans: [{ days: [], from: '07:00', to: '19:00' }] },
    },
  },
])('is not sent: $wrong', ({ draft }) => expect(bodyOf(draft)).toBeUndefined())

test('a preview needs no name, and shows the whole page where something is drawn on it', () => {
  const cropped = { ...filled, name: '', rectangle: { x: 0, y: 0, width: 10, height: 10 } }
  expect(previewOf(cropped, false)?.capture.crop?.rectangle).toEqual({ x: 0, y: 0, width: 10, height: 10 })
  expect(previewOf(cropped, true)?.capture.crop).toBeUndefined()
  expect(previewOf({ ...cropped, url: '' }, false)).toBeUndefined()
})
