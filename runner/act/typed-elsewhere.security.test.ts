// Attack: between the look at a page and the keys, or between two keys, the page becomes another one: the frame goes to a
// foreign site, the field is hidden, or the focus jumps into a frame of somebody else, who then reads a secret as it is
// typed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openActing, type Acting } from '../testing/acting.ts'

let acting: Acting
beforeAll(async () => {
  acting = await openActing()
})
afterAll(() => acting.close())
beforeEach(() => acting.forget())

const field = '<input id="p" type="password">'

describe('135: the page goes elsewhere', () => {
  test('135: before the value is asked for: it is not asked for', async () => {
    await acting.show(field, { '/evil': field })
    const asked: string[] = []
    const acted = await acting.typeIn([['password', '#p']], {
      meanwhile: () => acting.page().goto(`${acting.otherSite}/evil`),
      onAsked: (what) => void asked.push(what),
    })
    expect(acted).toEqual({ done: false, why: 'gone', typed: [] })
    expect(asked).toEqual([])
    expect(await acting.page().inputValue('#p')).toBe('')
  })

  test('135: while the value is asked for: it is not typed', async () => {
    await acting.show(field, { '/evil': field })
    const acted = await acting.typeIn([['password', '#p']], {
      onAsked: () => acting.page().goto(`${acting.otherSite}/evil`),
    })
    expect(acted).toEqual({ done: false, why: 'other_origin', typed: [] })
    expect(await acting.page().inputValue('#p')).toBe('')
  })

  test('135: in a frame of it, under the same element number', async () => {
    await acting.show('<iframe id="f" src="/inner" width="400" height="200"></iframe>', {
      '/inner': field,
      '/evil': field,
    })
    const acted = await acting.typeIn([['password', '#p']], {
      async onAsked() {
        const arrived = acting.page().waitForEvent('framenavigated')
        await acting.page().evaluate((url) => {
          document.querySelector('iframe')?.setAttribute('src', url)
        }, `${acting.otherSite}/evil`)
        await arrived
      },
    })
    expect(acted).toMatchObject({ done: false, typed: [] })
    expect(await acting.page().frames()[1]?.inputValue('#p')).toBe('')
  })
})

test('135: the origin that is told is that of the frame, and not of the page around it', async () => {
  await acting.show(`<iframe src="${acting.otherSite}/inner" width="400" height="200"></iframe>`, {
    '/inner': field,
  })
  const origins: string[] = []
  await acting.typeIn([['password', '#p']], { onAsked: (_, origin) => void origins.push(origin) })
  expect(origins).toEqual([acting.otherSite])
})

test.each([
  ['a sandboxed frame', '<iframe sandbox="allow-scripts" src="/inner" width="400" height="200"></iframe>'],
  [
    'a frame of data',
    `<iframe src="data:text/html,${encodeURIComponent(field)}" width="400" height="200"></iframe>`,
  ],
])('135: %s has no origin, and gets nothing', async (_, html) => {
  await acting.show(html, { '/inner': field })
  const acted = await acting.typeIn([['password', '#p']])
  expect(acted).toEqual({ done: false, why: 'other_origin', typed: [] })
})

test('135: the field is hidden, and another one lies in its place', async () => {
  await acting.show(`${field}<input id="decoy">`)
  const acted = await acting.typeIn([['password', '#p']], {
    meanwhile: () => acting.page().evaluate(() => document.querySelector('#p')?.setAttribute('hidden', '')),
  })
  expect(acted).toMatchObject({ done: false, typed: [] })
  expect(await acting.page().inputValue('#decoy')).toBe('')
})

test('135: the focus jumps to another field after the first key', async () => {
  await acting.show(`${field}<input id="search" value=""><script>
    p.addEventListener('input', () => document.querySelector('#search').focus())</script>`)
  const acted = await acting.typeIn([['password', '#p']])
  expect(acted).toMatchObject({ done: true })
  expect(await acting.page().inputValue('#search')).toBe('')
  expect(await acting.page().inputValue('#p')).toBe('the password')
})

test('135: the focus jumps into a frame of another site after the first key', async () => {
  await acting.show(
    `${field}<iframe id="f" src="${acting.otherSite}/thief" width="300" height="100"></iframe><script>
      p.addEventListener('input', () => f.contentWindow.focus())</script>`,
    {
      '/thief': `<body>${field}<script>window.seen = ''
        addEventListener('focus', () => document.querySelector('#p').focus())
        addEventListener('keydown', (event) => (seen += event.key), true)</script>`,
    },
  )
  const acted = await acting.typeIn([['password', '#p']])
  expect(acted).toMatchObject({ done: true })
  const thief = acting.page().frames()[1]
  expect(await thief?.evaluate(() => Reflect.get(window, 'seen') as string)).toBe('')
  expect(await acting.page().inputValue('#p')).toBe('the password')
})

test('139: what fails while a secret is typed says nothing of it', async () => {
  await acting.show(`${field}<script>p.addEventListener('input', () => p.remove())</script>`)
  const acted = await acting.typeIn([['password', '#p']], { values: { password: 'canary-7f3a' } })
  expect(JSON.stringify(acted)).not.toContain('canary')
  expect(acted).toEqual({ done: false, why: 'gone', typed: ['password'] })
})
