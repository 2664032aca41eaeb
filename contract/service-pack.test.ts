// The form of a service pack: what is taken, what is refused, and what becomes of packs that include others.
import { describe, expect, it } from 'vitest'
import { joinPacks, parseServicePack, selectorsOf, type ServicePack } from './service-pack.ts'

const least = { id: 'wiki', name: 'Wiki', exampleUrl: 'https://wiki.example.com/', ownOrigin: true }

const read = (json: unknown): ServicePack => {
  const result = parseServicePack(json)
  if ('mistakes' in result) throw new Error(JSON.stringify(result.mistakes))
  return result.pack
}

const mistakesOf = (more: Record<string, unknown>): string[] => {
  const result = parseServicePack({ ...least, ...more })
  return 'mistakes' in result ? result.mistakes.map(({ path, message }) => `${path}: ${message}`) : []
}

const typesPassword = { state: 'password', when: { marks: ['#p'] }, do: { fill: [{ what: 'password' }] } }
const refuses = { state: 'wrong', when: { text: ['No.'] }, do: { stop: 'wrong_password' } }

describe('a service pack', () => {
  it('needs no states: the engine finds its way on most pages', () => {
    expect(read(least).states).toEqual([])
  })

  it('is refused with the place of the mistake', () => {
    expect(mistakesOf({ states: [{ ...refuses, do: { stop: 'bad_luck' } }] })[0]).toMatch(/^states\.0\.do/)
    expect(mistakesOf({ stats: [] })[0]).toContain('stats')
  })

  it('refuses a state that types before one that says what was refused', () => {
    expect(mistakesOf({ states: [typesPassword, refuses] })).toEqual([
      'states.1: What refuses stands before everything that types.',
    ])
    expect(mistakesOf({ states: [refuses, typesPassword] })).toEqual([])
  })

  it('refuses two states of one name, and a name that is none', () => {
    expect(mistakesOf({ states: [refuses, refuses] })).toEqual(['states.1.state: Two states have this name.'])
    const code = { ...typesPassword, do: { fill: [{ what: 'code' }] }, unsaidAfter: ['picker'] }
    expect(mistakesOf({ states: [code] })).toEqual(['states.0.unsaidAfter: No state is called picker.'])
  })

  it('refuses origins that are http, bare endings, or no origins', () => {
    for (const origin of [
      'http://a.example',
      'https://*.com',
      'https://*',
      'https://a.*.example',
      'https://a.example/',
      'https://A.example',
      'https://a@b.example',
      'https://*a.example.com',
    ]) {
      expect([origin, mistakesOf({ secretOrigins: [origin] }).length]).toEqual([origin, 1])
    }
  })

  it('reads words by language as one list', () => {
    const byLanguage = { ...refuses, when: { text: { en: ['No.'], de: ['Nein.'] } } }
    expect(read({ ...least, states: [byLanguage] }).states[0]?.when.text).toEqual(['No.', 'Nein.'])
  })
})

describe('packs that include others', () => {
  const sso = read({
    ...least,
    id: 'sso',
    ownOrigin: false,
    secretOrigins: ['https://login.example.com'],
    states: [refuses, typesPassword],
  })
  const wiki = read({
    ...least,
    includes: ['sso'],
    states: [{ state: 'gate', when: { marks: ['#g'] }, do: { click: ['#go'] } }],
  })
  const find = (id: string) => [sso, wiki].find((pack) => pack.id === id)

  it('have the states of all, what refuses first, each with the name of its pack', () => {
    expect(joinPacks(wiki, find).states.map(({ state }) => state)).toEqual([
      'sso.wrong',
      'wiki.gate',
      'sso.password',
    ])
  })

  it('hold the states of another service to the places of that service', () => {
    const [wrong, gate] = joinPacks(wiki, find).states
    expect([wrong?.on, gate?.on]).toEqual([['https://login.example.com'], undefined])
  })

  it('keep their own word on whether the address of the connection counts', () => {
    expect(joinPacks(wiki, find)).toMatchObject({
      ownOrigin: true,
      secretOrigins: ['https://login.example.com'],
    })
  })

  it('know others at the origins of those, and give them no right to be typed at', () => {
    const joined = joinPacks({ ...wiki, includes: [], knows: ['sso'] }, find)
    expect(joined.secretOrigins).toEqual([])
    expect(joined.states.find(({ state }) => state === 'sso.password')).toMatchObject({
      on: ['https://login.example.com'],
    })
    expect(joined.states.every(({ onNamed }) => onNamed === undefined)).toBe(true)
  })

  it('name every selector once', () => {
    expect(selectorsOf(joinPacks(wiki, find))).toEqual(['#g', '#p', '#go'])
  })

  it('may include one another, and not what is not there', () => {
    const round = { ...sso, includes: ['wiki'] }
    const both = (id: string) => (id === 'sso' ? round : wiki)
    expect(joinPacks(wiki, both).includes).toEqual(['sso'])
    expect(() => joinPacks(wiki, () => undefined)).toThrow('names sso, which is not there')
  })
})
