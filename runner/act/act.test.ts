// One decision carried out on a real page: fields of every kind are filled, boxes ticked, forms sent.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openActing, type Acting } from '../testing/acting.ts'

let acting: Acting
beforeAll(async () => {
  acting = await openActing()
})
afterAll(() => acting.close())
beforeEach(() => acting.forget())

const login = `<title>Sign in</title><form action="/welcome" method="post">
  <input id="u" name="u"><input id="p" name="p" type="password"><label><input type="checkbox" id="stay" name="stay">Stay</label>
  <button id="go">Go</button></form>`

describe('a form', () => {
  it('is filled and sent, and the page that follows is there when the act is over', async () => {
    await acting.show(login)
    const acted = await acting.typeIn(
      [
        ['username', '#u'],
        ['password', '#p'],
      ],
      { tick: ['#stay'], submit: '#go' },
    )
    expect(acted).toEqual({ done: true, change: 'navigated', typed: ['username', 'password'] })
    expect(acting.posted()).toEqual({ u: 'the username', p: 'the password', stay: 'on' })
    expect(await acting.page().title()).toBe('Welcome')
  })

  it('without a button is sent with the Enter key', async () => {
    await acting.show('<form action="/welcome" method="post"><input id="u" name="u"></form>')
    const acted = await acting.typeIn([['username', '#u']], { submit: 'enter' })
    expect(acted).toMatchObject({ done: true, change: 'navigated' })
    expect(acting.posted()).toEqual({ u: 'the username' })
  })

  it('that was filled before is filled anew', async () => {
    await acting.show('<form><input id="u" value="somebody else"></form>')
    await acting.typeIn([['username', '#u']], { submit: 'none' })
    expect(await acting.page().inputValue('#u')).toBe('the username')
  })

  it('under something that covers its button is sent all the same, once', async () => {
    await acting.show(`${login}<div style="position:fixed;inset:0"></div>`)
    const acted = await acting.typeIn([['username', '#u']], { submit: '#go' })
    expect(acted).toMatchObject({ done: true, change: 'navigated' })
    expect(acting.posts()).toBe(1)
  })

  it('whose answer takes a while is sent once', async () => {
    await acting.show(login.replace('/welcome', '/slow-welcome'))
    const sending = acting.typeIn([['username', '#u']], { submit: '#go' })
    await acting.letSlowAnswerGo()
    expect(await sending).toMatchObject({ done: true, change: 'navigated' })
    expect(acting.posts()).toBe(1)
  })
})

describe('the next look', () => {
  it('is taken while the page comes to rest, and anew where it changed after that', async () => {
    const later =
      '<p>not yet</p><script>setTimeout(() => (document.body.textContent = "by now"), 60)</script>'
    await acting.show('<form action="/later"><input id="u" name="u"><button id="go">Go</button></form>', {
      '/later': later,
    })
    const seen: Promise<string>[] = []
    const look = () => void seen.push(acting.page().innerText('body'))
    await acting.typeIn([['username', '#u']], { submit: '#go', look })
    expect(await seen.at(-1)).toBe('by now')
  })

  it('is taken anew where the page never rests', async () => {
    const restless = '<p id="n"></p><script>setInterval(() => (n.textContent = Date.now()), 10)</script>'
    await acting.show('<form action="/restless"><input id="u" name="u"><button id="go">Go</button></form>', {
      '/restless': restless,
    })
    let looks = 0
    await acting.typeIn([['username', '#u']], { submit: '#go', look: () => (looks += 1) })
    expect(looks).toBeGreaterThan(0)
    // Not at each of its changes.
    expect(looks).toBeLessThan(6)
  })
})

it('touches nothing before the picture of the page was taken', async () => {
  await acting.show('<input id="u"><input id="p" type="password">')
  const { promise: ready, resolve: drawn } = Promise.withResolvers<void>()
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>()
  const typing = acting.typeIn([['username', '#u']], { submit: 'none', ready, onAsked: () => asked() })
  await isAsked
  const value = () => acting.page().inputValue('#u')
  for (let look = 0; look < 10; look += 1) expect(await value()).toBe('')
  drawn()
  await typing
  expect(await value()).toBe('the username')
})

describe('a field', () => {
  it('hears its last key as from a keyboard, and has the whole value by then', async () => {
    await acting.show(`<input id="u"><script>window.heard = []
      for (const type of ['keydown', 'keypress', 'input', 'keyup'])
        u.addEventListener(type, (event) => heard.push(type + ':' + u.value + ':' + event.isTrusted))</script>`)
    await acting.typeIn([['username', '#u']], { submit: 'none', values: { username: 'abc' } })
    const heard = await acting.page().evaluate(() => Reflect.get(window, 'heard') as string[])
    expect(heard).toEqual(
      ['input:ab', 'keydown:ab', 'keypress:ab', 'input:abc', 'keyup:abc'].map((one) => `${one}:true`),
    )
  })

  it('takes what is on no keyboard', async () => {
    await acting.show('<input id="p" type="password">')
    const value = 'pä$s "wörd" 日本 🔑'
    await acting.typeIn([['password', '#p']], { submit: 'none', values: { password: value } })
    expect(await acting.page().inputValue('#p')).toBe(value)
  })

  it('whose page eats the keys is filled as a password manager would', async () => {
    await acting.show(`<input id="u"><p id="seen"></p><script>
      u.addEventListener('keydown', (event) => event.preventDefault())
      u.addEventListener('input', () => (seen.textContent = u.value))</script>`)
    await acting.typeIn([['username', '#u']], { submit: 'none' })
    expect(await acting.page().textContent('#seen')).toBe('the username')
  })

  it('that takes nothing is told', async () => {
    await acting.show(`<input id="u"><script>u.addEventListener('input', () => (u.value = 'no'))</script>`)
    const acted = await acting.typeIn([['username', '#u']], { submit: 'none' })
    expect(acted).toEqual({ done: false, why: 'did_not_stick', typed: ['username'] })
  })

  it('in an open shadow root', async () => {
    await acting.show(`<div id="host"></div><script>
      host.attachShadow({ mode: 'open' }).innerHTML = '<input id="inner">'</script>`)
    await acting.typeIn([['username', '#inner']], { submit: 'none' })
    expect(await acting.page().inputValue('#inner')).toBe('the username')
  })
})

describe('a code', () => {
  it('is asked for last, when all else is done', async () => {
    await acting.show(
      `<form><input id="c"><input id="p" type="password"><input type="checkbox" id="t"></form>`,
    )
    const order: string[] = []
    await acting.typeIn(
      [
        ['code', '#c'],
        ['password', '#p'],
      ],
      {
        tick: ['#t'],
        submit: 'none',
        onAsked: async (what) => {
          const isTicked = await acting.page().isChecked('#t')
          order.push(`${what}, ${isTicked ? 'ticked' : 'not ticked'}`)
        },
      },
    )
    expect(order).toEqual(['password, not ticked', 'code, ticked'])
  })

  const boxes = Array.from(
    { length: 6 },
    (_, index) => `<input id="d${index}" maxlength="1" name="d${index}">`,
  )
  const ids = boxes.map((_, index) => `#d${index}`)

  it('goes digit by digit into boxes', async () => {
    await acting.show(`<form>${boxes.join('')}</form>`)
    await acting.typeIn([['code', ...ids]], { submit: 'none' })
    expect(await acting.page().evaluate(readBoxes)).toBe('123456')
  })

  it('goes into boxes that pass the focus on, and send themselves after the last', async () => {
    await acting.show(`<form action="/welcome" method="post">${boxes.join('')}</form><script>
      const all = [...document.querySelectorAll('input')]
      all.forEach((box, index) => box.addEventListener('input', () =>
        index === 5 ? document.forms[0].submit() : all[index + 1].focus()))</script>`)
    const acted = await acting.typeIn([['code', ...ids]], { submit: 'none' })
    expect(acted).toEqual({ done: true, change: 'navigated', typed: ['code'] })
    expect(Object.values(acting.posted()).join('')).toBe('123456')
  })

  it('may be shown in groups', async () => {
    await acting.show(`<input id="c"><script>c.addEventListener('input', () => {
      const digits = c.value.replaceAll(' ', ''); c.value = digits.slice(0, 3) + (digits.length > 3 ? ' ' + digits.slice(3) : '') })</script>`)
    const acted = await acting.typeIn([['code', '#c']], { submit: 'none' })
    expect(acted).toMatchObject({ done: true })
    expect(await acting.page().inputValue('#c')).toBe('123 456')
  })
})

describe('what came of it', () => {
  it('a page that changes in itself', async () => {
    await acting.show(`<button id="b">Next</button><p id="t"></p><script>
      b.addEventListener('click', async () => { await fetch('/welcome'); t.textContent = 'there' })</script>`)
    expect(await acting.click('#b')).toEqual({ done: true, change: 'changed', typed: [] })
    expect(await acting.page().textContent('#t')).toBe('there')
  })

  it('nothing', async () => {
    await acting.show('<button id="b" onclick="0">Next</button>')
    expect(await acting.click('#b')).toEqual({ done: true, change: 'nothing', typed: [] })
  })

  it('an element that has gone, or that nobody sees any more', async () => {
    await acting.show('<button id="b">Next</button>')
    expect(
      await acting.click('#b', () => acting.page().evaluate(() => document.body.replaceChildren())),
    ).toEqual({
      done: false,
      why: 'gone',
      typed: [],
    })
    await acting.show('<button id="b">Next</button>')
    const hide = () =>
      acting.page().evaluate(() => document.querySelector('button')?.setAttribute('style', 'display:none'))
    expect(await acting.click('#b', hide)).toMatchObject({ done: false })
  })
})

describe('an address', () => {
  it('opens', async () => {
    expect(await acting.open('/welcome')).toEqual({ done: true, change: 'navigated', typed: [] })
  })

  it('is refused, or cannot be reached, and the next one opens all the same', async () => {
    expect(await acting.open('http://10.1.2.3/')).toMatchObject({ why: 'address_refused' })
    expect(await acting.open('https://10.1.2.3/')).toMatchObject({ why: 'address_refused' })
    expect(await acting.open('http://nowhere.invalid/')).toMatchObject({ why: 'unreachable' })
    expect(await acting.open('https://nowhere.invalid/')).toMatchObject({ why: 'unreachable' })
    expect(await acting.open('file:///etc/passwd')).toMatchObject({ why: 'address_refused' })
    expect(await acting.open('/welcome')).toMatchObject({ done: true })
  })
})

function readBoxes(): string {
  return [...document.querySelectorAll('input')].map(({ value }) => value).join('')
}
