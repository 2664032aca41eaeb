// What the extension keeps while a person shows the way to a dashboard: what that person did, and nothing of a login.
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { secretBoxWords } from '../contract/secret-boxes.ts'
import { recordInPage, type RecordCommand } from '../extension/record/record-in-page.ts'
import { openPageForEachTest } from './page-for-each-test.ts'

let page: Page

openPageForEachTest((opened) => (page = opened))

/** As the browser does for the extension: the function goes there as its text, with its arguments. */
const tell = (command: RecordCommand) =>
  page.evaluate<ReturnType<typeof recordInPage>>(
    `(${String(recordInPage)})(${JSON.stringify(command)}, ${JSON.stringify(secretBoxWords)})`,
  )

async function begin(html: string): Promise<void> {
  await page.setContent(html)
  await tell('begin')
}

const steps = async () => (await tell('look'))?.steps

const missed = async () => (await tell('look'))?.missed
const everything = async () => JSON.stringify(await tell('look'))

describe('a password is named, and not a letter of it is kept', () => {
  test.each([
    ['its kind', 'type="password"'],
    ['its name', 'name="passwd"'],
    ['its name in German', 'name="kennwort"'],
    ['its name in Spanish', 'name="contrasena"'],
    ['a name for a long one', 'name="passphrase"'],
    ['a name for a short one', 'name="pin"'],
    ['a name of several words', 'name="userPin"'],
    ['a name of several words in one', 'name="login_pin"'],
    ['the words in it', 'placeholder="Your password"'],
    ['what the browser is to put in', 'autocomplete="current-password"'],
    ['what the browser is to put in, among others', 'autocomplete="section-a current-password webauthn"'],
  ])('by %s', async (_, attributes) => {
    await begin(`<input id="box" ${attributes}>`)
    await page.locator('#box').pressSequentially('lantern')
    expect(await steps()).toMatchObject([{ do: 'type_secret', secret: 'password' }])
    expect(await everything()).not.toMatch(/lant/)
  })

  const eye = `<input id="box" type="password"><button id="eye" type="button">Show</button>`

  test('once a button beside the box shows it', async () => {
    await begin(`${eye}<script>eye.onclick = () => (box.type = 'text')</script>`)
    await page.locator('#eye').click()
    await page.locator('#box').pressSequentially('lantern')
    expect(await steps()).toMatchObject([{ do: 'press' }, { do: 'type_secret', secret: 'password' }])
    expect(await everything()).not.toMatch(/lant/)
  })

  test('where the box came later, and is shown as soon as the button is down', async () => {
    await begin('<main id="main"></main>')
    await page.evaluate((html) => {
      const root = document.querySelector('#main')!.attachShadow({ mode: 'open' })
      root.innerHTML = html
      const box = root.querySelector<HTMLInputElement>('#box')!
      root.querySelector('#eye')!.addEventListener('pointerdown', () => (box.type = 'text'))
    }, eye)
    await page.locator('#eye').click()
    await page.locator('#box').pressSequentially('lantern')
    expect(await everything()).not.toMatch(/lant/)
  })

  test('where another box is put in its place', async () => {
    await begin(`<div id="place"><input name="secret" type="password"></div><button id="eye">Show</button>
      <script>eye.onclick = () => (place.innerHTML = '<input name="secret" value="copper">')</script>`)
    await page.locator('#eye').click()
    await page.locator('input').pressSequentially('meadow')
    expect(await everything()).not.toMatch(/copper|meadow/)
  })

  test('where the page makes the box one for a password only when it has been left', async () => {
    await begin('<input id="box" onchange="this.type = \'password\'"><input id="next">')
    await page.locator('#box').pressSequentially('lantern')
    await page.locator('#next').click()
    expect(await steps()).toMatchObject([{ do: 'type_secret', secret: 'password' }])
    expect(await everything()).not.toMatch(/lant/)
  })
})

describe('a code is named, and not a digit of it is kept', () => {
  test.each([
    ['what the browser is to put in', '<input id="box" autocomplete="section-a one-time-code">'],
    ['its name', '<input id="box" name="otp">'],
    ['its name of several words', '<input id="box" name="login_code">'],
    ['its label', '<label>Verification code <input id="box"></label>'],
    ['its label in Spanish', '<label>Código de seguridad <input id="box"></label>'],
    ['its label, on paper', '<label>Recovery code <input id="box"></label>'],
  ])('by %s', async (_, html) => {
    await begin(html)
    await page.locator('#box').pressSequentially('935846')
    expect(await steps()).toMatchObject([{ do: 'type_secret', secret: 'code' }])
    expect(await everything()).not.toMatch(/93/)
  })

  test('with a box for each digit, once', async () => {
    await begin(Array.from({ length: 6 }, () => '<input maxlength="1">').join(''))
    for (const [at, digit] of '935846'.split('').entries()) {
      await page.locator('input').nth(at).pressSequentially(digit)
    }
    expect(await steps()).toMatchObject([{ do: 'type_secret', secret: 'code' }])
  })

  test.each([
    ['a code that opens nothing', '<label>Postal code <input id="box"></label>'],
    ['a search', '<label>Find a code <input id="box" type="search"></label>'],
  ])('and %s is a text', async (_, html) => {
    await begin(html)
    await page.locator('#box').pressSequentially('10115')
    expect(await steps()).toMatchObject([{ do: 'type', text: '10115' }])
  })
})

describe('what a person does without a mouse', () => {
  test('a button that is pressed by Space is pressed', async () => {
    await begin('<button id="go">Go</button>')
    await page.locator('#go').focus()
    await page.keyboard.press('Space')
    expect(await steps()).toMatchObject([{ do: 'press', on: { name: 'Go' } }])
  })

  test('what Enter presses in a form is in the key already', async () => {
    await begin('<form onsubmit="return false"><input id="filter"><button>Go</button></form>')
    await page.locator('#filter').pressSequentially('north')
    await page.keyboard.press('Enter')
    expect(await steps()).toMatchObject([{ do: 'type' }, { do: 'key', key: 'Enter' }])
  })
})

describe('what no step says is told', () => {
  test('a choice from a list', async () => {
    await begin('<select><option>North</option><option>South</option></select>')
    await page.locator('select').focus()
    await page.keyboard.press('S')
    await expect.poll(() => page.locator('select').inputValue()).toBe('South')
    expect(await missed()).toEqual(['choice'])
  })

  test('a text that is edited in the page itself', async () => {
    await begin('<section role="group"><p contenteditable id="note">Notes</p></section>')
    await page.locator('#note').click()
    await page.keyboard.type('lantern')
    expect(await missed()).toEqual(['text'])
    expect(await steps()).toEqual([])
  })

  test('what is done in a frame', async () => {
    await begin('<iframe srcdoc="<button>Go</button>"></iframe>')
    await page.frameLocator('iframe').getByRole('button').click()
    await expect.poll(missed).toEqual(['frame'])
  })

  test('scrolling sideways, which is no scrolling by nothing', async () => {
    await begin('<div style="width: 4000px">Wide</div>')
    await page.mouse.move(50, 10)
    await page.mouse.wheel(300, 0)
    await expect.poll(missed).toEqual(['sideways'])
    expect(await steps()).toEqual([])
  })
})

test('what a script of the page does is nobody’s way', async () => {
  await begin('<button id="own">Pay</button><input id="box">')
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#own')?.click()
    document.querySelector('#own')?.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    document.querySelector('#box')?.dispatchEvent(new InputEvent('input', { bubbles: true }))
  })
  expect(await steps()).toEqual([])
})

test('what is pressed, typed and scrolled becomes steps, each once', async () => {
  await begin(`<nav><a href="#a">One</a><a href="#b">Two</a></nav>
    <label>Late ones <input type="checkbox" id="late"></label>
    <input id="filter"><div style="height: 4000px"></div>`)
  await page.getByRole('link', { name: 'Two' }).click()
  await page.getByText('Late ones').click()
  await page.locator('#filter').click()
  await page.locator('#filter').pressSequentially('north')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await page.mouse.wheel(0, 300)
  await page.mouse.wheel(0, 200)
  await expect.poll(steps).toEqual([
    {
      do: 'press',
      on: { selector: 'body > nav > a:nth-of-type(2)', role: 'link', name: 'Two' },
    },
    { do: 'press', on: { selector: 'body > label' } },
    { do: 'type', on: { selector: 'input[id="filter"]' }, text: 'nort' },
    { do: 'key', key: 'Enter' },
    { do: 'scroll', by: 500 },
  ])
})

test('nothing is kept before it begins, after it has ended, or beyond fifty steps', async () => {
  await page.setContent('<button id="go">Go</button>')
  await page.locator('#go').click()
  expect(await tell('look')).toBeUndefined()
  await tell('begin')
  for (let press = 0; press < 50; press += 1) await page.locator('#go').click()
  expect([(await steps())?.length, await missed()]).toEqual([50, []])
  await page.locator('#go').click()
  expect([(await steps())?.length, await missed()]).toEqual([50, ['more']])
  expect((await tell('end'))?.steps).toHaveLength(50)
  await page.locator('#go').click()
  expect(await tell('look')).toBeUndefined()
})
