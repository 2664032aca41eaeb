// What the scorer of a corpus of labelled pages takes: the runner's own eyes and rules on its page, told by its markers.
// The markers are read of the elements that were recognised, and have no part in recognising them.
import { register } from 'node:module'

// The Node that runs the scorer may be too old for the hooks that took this one's place.
// oxlint-disable-next-line typescript/no-deprecated
if (!process.features.typescript) register('./strip-types-hook.mjs', import.meta.url)
const { judge } = await import('../../runner/recognise/judge.ts')
const { isSender } = await import('../../runner/recognise/submit-button.ts')
const { signInOf } = await import('../../runner/recognise/sign-in-fields.ts')
const { inPageSource } = await import('../../runner/perceive/in-page/source.ts')
const { perceivedFrame } = await import('../../runner/perceive/perceived-frame.ts')

// A page without a form element has one purpose for the scorer: the first of these that one of its parts has.
const rank = ['login', 'signup', 'otp', 'change-password', 'reset', 'other', 'newsletter', 'search']

/**
 * The scorer brings a Playwright of its own, to which our selector engine is unknown. Its pages run no scripts, so that
 * the page's own world is as good as an isolated one.
 */
export async function classify(page) {
  const { seen, markers } = await page.evaluate(`(() => {
    const { look } = ${inPageSource}()
    const { seen, elements } = look([])
    return { seen, markers: elements.map((element) => Element.prototype.getAttribute.call(element, 'data-mk')) }
  })()`)
  const frame = perceivedFrame(page.url(), seen, { index: 0, isVisible: true, parentOrigin: 'null' })
  return answer({ url: frame.url, origin: frame.origin, title: seen.title, frames: [frame] }, markers)
}

/** @param {import('../../runner/perceive/perception.ts').Perception} perception @param {(string | null)[]} markers */
export function answer(perception, markers) {
  const marker = (ref) => (ref === undefined ? null : (markers[ref.element] ?? null))
  const judged = judge(perception)
  const fields = {}
  const forms = {}
  const best = new Map()
  for (const { facts, fields: own, purpose, scores, submit } of judged) {
    for (const { field, purpose: label } of own) put(fields, marker(field.control.ref), label)
    if (submit !== undefined) put(fields, marker(submit.ref), 'submit')
    const { form } = facts.group
    const score = scores.get(purpose) ?? 0
    if (form !== undefined && score > (best.get(form) ?? -Infinity)) {
      best.set(form, score)
      put(forms, marker(form.ref), purpose)
    }
  }
  const loose = judged.filter(({ facts }) => facts.group.form === undefined).map(({ purpose }) => purpose)
  // The corpus also labels forms that a person has to unfold first, and so they are answered for.
  const signIn = signInOf(judged) ?? signInOf(judged, true)
  return {
    fields,
    forms,
    formType: rank.find((purpose) => loose.includes(purpose)),
    signin: signIn === undefined ? null : signInMarkers(signIn, judged, marker),
  }
}

/**
 * Three things are labelled that nobody sees, and that the runner therefore does not touch: the name on the second page of
 * two, the password on the first, and the button that the Enter key presses. They are answered for here, and only here.
 */
function signInMarkers(signIn, judged, marker) {
  const refs = [signIn.identifier, signIn.password, ...(signIn.code ?? [])].filter((ref) => ref !== undefined)
  const own = judged.find(({ fields }) => fields.some(({ field }) => refs.includes(field.control.ref)))
  const folded = (purposes) =>
    own?.fields.find(({ field, purpose }) => !field.control.isVisible && purposes.test(purpose))?.field
      .control.ref
  // The first button of a form that sends is pressed by Enter, seen or not (HTML, "implicit submission").
  const byEnter = own?.facts.group.form && own.facts.group.controls.find(isSender)?.ref
  return {
    identifier: marker(signIn.identifier ?? folded(/^(username|email|username-or-email|tel)$/)),
    password: marker(signIn.password ?? folded(/^current-password$/)),
    otp: (signIn.code ?? []).map(marker),
    submit: marker(signIn.submit ?? byEnter),
  }
}

function put(table, key, value) {
  if (key !== null) table[key] = value
}
