// Which keys are done in the page, and which stay with the browser.
import { expect, test } from 'vitest'
import { keyOf } from './key-input.ts'

const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }

test.each([
  { event: { ...none, key: 'Enter' }, key: 'Enter' },
  { event: { ...none, key: 'Tab' }, key: 'Tab' },
  { event: { ...none, key: 'Tab', shiftKey: true }, key: 'Shift+Tab' },
  { event: { ...none, key: 'Backspace' }, key: 'Backspace' },
  { event: { ...none, key: 'ArrowLeft' }, key: 'ArrowLeft' },
  { event: { ...none, key: 'a' }, key: undefined },
  { event: { ...none, key: 'Dead' }, key: undefined },
  { event: { ...none, key: '@', ctrlKey: true, altKey: true }, key: undefined },
  { event: { ...none, key: 'v', ctrlKey: true }, key: undefined },
  { event: { ...none, key: 'Tab', ctrlKey: true }, key: undefined },
  { event: { ...none, key: 'Tab', altKey: true }, key: undefined },
  { event: { ...none, key: 'ArrowLeft', metaKey: true }, key: undefined },
])('$event.key: $key', ({ event, key }) => expect(keyOf(event)).toBe(key))
