// Which language a person meets first.
import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'

test('the choice made before wins over what the browser says', () => {
  expect(chooseLanguage('es', ['de-AT', 'en'])).toBe('es')
})

test('the first wish that we speak is taken, whatever its region and case', () => {
  expect(chooseLanguage(null, ['fr-FR', 'DE-at', 'en-GB'])).toBe('de')
  expect(chooseLanguage(null, ['es-419'])).toBe('es')
})

test('with no wish that we speak, and with a kept value that is none of ours, it is English', () => {
  expect(chooseLanguage(null, ['fr', 'pt-BR'])).toBe('en')
  expect(chooseLanguage('klingon', [])).toBe('en')
})
