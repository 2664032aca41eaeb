// What a stand-in answers with: plain pages of our own, redirects, cookies.

export interface StandInRequest {
  method: string
  host: string
  /** With scheme, host and port, as the browser asked for it. */
  origin: string
  path: string
  query: URLSearchParams
  form: URLSearchParams
  cookies: ReadonlyMap<string, string>
}

export interface Reply {
  status: number
  headers: Record<string, string | string[]>
  body: string
}

const css = `body{font:16px sans-serif;margin:3rem auto;max-width:28rem}label{display:block;margin:1rem 0}
input:not([type=checkbox]):not([type=radio]){display:block;width:16rem;padding:.4rem}
button,.button{display:inline-block;padding:.4rem 1rem;margin:.5rem 0;border:1px solid #555;background:#eee}
.moveOffScreen{position:fixed;left:-9999px}.digits input{display:inline-block!important;width:2rem!important}`

export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

export function html(title: string, body: string, status = 200): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>
<style>${css}</style></head><body>${body}</body></html>`,
  }
}

/** See Other: what was posted is not posted again. */
export const redirect = (to: string): Reply => ({ status: 303, headers: { location: to }, body: '' })

export function withCookie(reply: Reply, name: string, value: string, lastsSeconds?: number): Reply {
  const lasts = lastsSeconds === undefined ? '' : `; Max-Age=${lastsSeconds}`
  const before = [reply.headers['set-cookie'] ?? []].flat()
  return {
    ...reply,
    headers: { ...reply.headers, 'set-cookie': [...before, `${name}=${value}; Path=/; HttpOnly${lasts}`] },
  }
}

export const form = (action: string, inside: string): string =>
  `<form method="post" action="${escape(action)}">${inside}</form>`

/** A labelled field; attributes as they stand in the markup. */
export const field = (label: string, attributes: string): string =>
  `<label>${escape(label)} <input ${attributes}></label>`

export const button = (label: string, attributes = 'type="submit"'): string =>
  `<button ${attributes}>${escape(label)}</button>`

export const dashboard = (title: string, more = ''): Reply =>
  html(
    title,
    `<h1>${escape(title)}</h1>${more}<p>Open orders: 128. Late: 3. This week is going well; last week was as good, and the
week before that was not bad either.</p><ul><li>North 41</li><li>South 52</li><li>East 35</li></ul>`,
  )

/** One box for each digit, as a page that moves on by itself has them; what is sent is their digits in a row. */
export const digitBoxes = (name: string): string =>
  `<div class="digits">${Array.from(
    { length: 6 },
    (_, index) =>
      `<input type="text" inputmode="numeric" maxlength="1" aria-label="Digit ${index + 1} of the verification code">`,
  ).join('')}</div><input type="hidden" name="${name}">
<script>
const boxes = [...document.querySelectorAll('.digits input')]
const whole = document.querySelector('input[name=${name}]')
for (const [index, box] of boxes.entries()) box.addEventListener('input', () => {
  if (box.value !== '' && boxes[index + 1]) boxes[index + 1].focus()
  whole.value = boxes.map((one) => one.value).join('')
})
</script>`
