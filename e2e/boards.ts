// What tests put on the wall: pages of numbers, large enough to be read in a picture of a guide.
import type { Reply } from '../runner/testing/stand-ins/pages.ts'
import type { StandIn } from '../runner/testing/stand-ins/stand-in.ts'

const css = `body{margin:0;max-width:none;padding:4rem 5rem;background:#eef1f6;color:#1c2434;font:34px/1.5 sans-serif}
h1{margin:0 0 2rem;font-size:64px}ul{display:flex;gap:2.5rem;margin:2rem 0;padding:0;list-style:none}
li{flex:1;padding:3rem;border-radius:20px;background:#fff;font-size:60px;font-weight:600}button,a{font-size:26px}`

export const board = (title: string, numbers: readonly string[], more = ''): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${css}</style>
<h1>${title}</h1>${more}<ul>${numbers.map((one) => `<li>${one}</li>`).join('')}</ul><p>Counted a moment ago.</p></html>`

/** A stand-in whose dashboards look like ones of a wall, with something more on each; its sign-in stays as it is. */
export function withBoards(standIn: StandIn, more = ''): StandIn {
  return {
    hosts: standIn.hosts,
    answer(request, world) {
      const reply = standIn.answer(request, world)
      return reply.body.includes('Open orders') ? dress(reply, more) : reply
    },
  }
}

const dress = (reply: Reply, more: string): Reply => ({
  ...reply,
  body: reply.body.replace('</head>', `<style>${css}</style></head>`).replace('</h1>', `</h1>${more}`),
})
