// A service pack: data that says how one outside service signs in, what may be typed where, and what its pages mean.
// docs/service-packs.md says it field by field. The file of a pack is JSON, and no code.
import { z } from 'zod'
import { causes, type CauseCode } from './causes.ts'

/** Which code a page asks for. `unsaid`: a code of a second factor, and no word of where it comes from. */
export const codeKinds = ['authenticator', 'mailed', 'texted', 'recovery', 'pushed', 'unsaid'] as const

/** What a refusal is. These stand before every state that types, so that nothing is typed into a page that refused it. */
const refusals: readonly CauseCode[] = ['wrong_password', 'wrong_code', 'code_already_used', 'account_locked']

const cause = z.enum(Object.keys(causes) as [CauseCode, ...CauseCode[]])

const packId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/)

const stateName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/)

/** The browser reads it, so it can be any that CSS knows; a `:has(:has())` of great length is refused by its length. */
const selectors = z.array(z.string().trim().min(1).max(200)).min(1).max(30)

/**
 * Words as a person reads them, and not a pattern: case and white space do not count, `*` stands for up to 60 characters.
 * No regular expressions, because a pack that an operator brings must not be able to stop the runner.
 */
const phrase = z
  .string()
  .trim()
  .min(2)
  .max(200)
  .refine((text) => text.split('*').every((part) => part.trim().length >= 2), 'Two letters beside each *.')

const phraseList = z.array(phrase).min(1).max(60)

/** By language where that helps whoever reads the pack; every language is looked for on every page. */
const phrases = z.union([
  phraseList,
  z
    .record(z.string().regex(/^[a-z]{2}$/), phraseList)
    .transform((byLanguage) => Object.values(byLanguage).flat()),
])

/**
 * `login.example.com/path`, `*.example.com/login*`, `{own}/login*`, `{tenant}.example.com`: host and path, `*` at the end
 * for what goes on.
 */
const place = z
  .string()
  .max(300)
  .regex(/^(\{own\}|((\*|\{tenant\})\.)?[a-z0-9-]+(\.[a-z0-9-]+)+)(\/[^?#*\s]*\*?)?$/)

/** An origin where something may be typed: exact, or one label (`*`), any labels (`**`), or the connection's own first label. */
const originPattern = z
  .string()
  .max(200)
  .regex(
    /^https:\/\/((\*{1,2}|\{tenant\})\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[1-9]\d{0,4})?$/,
    'An https origin in lower case: https://login.example.com, https://*.example.com or https://{tenant}.example.com.',
  )

/** What is on a page. Of each list one is enough; of the fields that are there every one has to hold. */
const conditionFields = z.strictObject({
  /** Selectors of what a person sees. */
  marks: selectors.optional(),
  text: phrases.optional(),
  title: phrases.optional(),
  at: z.array(place).min(1).max(30).optional(),
})

const condition = conditionFields.refine((given) => Object.keys(given).length > 0, 'Name at least one mark.')

const typed = z.enum(['username', 'password', 'code'])

const fill = z.strictObject({
  /** Without `into` the engine finds the field by itself. */
  fill: z
    .array(z.strictObject({ what: typed, into: selectors.optional() }))
    .min(1)
    .max(3),
  tick: selectors.optional(),
  /** Without it the engine finds the button. `none`: the page goes on by itself when the last digit is there. */
  submit: z.union([selectors, z.literal(['enter', 'none'])]).optional(),
})

const click = z
  .strictObject({ click: selectors.optional(), labelled: phrases.optional() })
  .refine(
    ({ click, labelled }) => click !== undefined || labelled !== undefined,
    'Say what to click: by selector, or by its words.',
  )

const wait = z.strictObject({ wait: z.int().min(1).max(30) })

const stop = z.strictObject({ stop: cause, waitMinutes: z.int().min(1).max(10_080).optional() })

const goOn = z.strictObject({ goOn: z.literal(true) })

const state = z.strictObject({
  state: stateName,
  when: condition,
  unless: condition.optional(),
  do: z.union([fill, click, wait, stop, goOn]),
  /** In one sign-in this state acts once, and is passed over after that. */
  once: z.literal(true).optional(),
  /** For a `fill` with a code: the kinds that get it. A page that says another kind gets none. */
  codes: z.array(z.enum(codeKinds)).min(1).optional(),
  /** A page that says no kind gets the code only after one of these states has acted, each of which chose the method. */
  unsaidAfter: z.array(stateName).min(1).optional(),
})

const servicePackFields = z.strictObject({
  id: packId,
  name: z.string().trim().min(1).max(60),
  /** For the console: what an address looks like there, and what to mind. */
  exampleUrl: z.url({ protocol: /^https?$/ }).max(300),
  hint: z.string().max(400).optional(),
  /** Where passwords and codes may be typed. */
  secretOrigins: z.array(originPattern).max(30).default([]),
  /** Whether they may be typed at the address of the connection itself. */
  ownOrigin: z.boolean(),
  /** Where the name may be typed too, and no secret. */
  usernameOrigins: z.array(originPattern).max(30).default([]),
  /** Where its dashboards are, beside the address of the connection. */
  home: z.array(place).max(20).default([]),
  /** The packs of the services that sign in for this one. */
  includes: z.array(packId).max(10).default([]),
  /**
   * The packs of services that may sign in for this one, where an admin named their origin for the connection. Their states
   * are known there; unlike those that are included, they bring no origin where anything may be typed.
   */
  knows: z.array(packId).max(10).default([]),
  /** Where its pages are, for packs that know it: beside the origins where something may be typed. */
  pages: z.array(originPattern).max(30).default([]),
  /** In this order; the first that fits is taken. */
  states: z.array(state).max(100).default([]),
  /** A page that is no dashboard, however it answers. */
  signedOut: z.array(condition).max(20).default([]),
  /** What stands there when the dashboard is drawn; nothing where the pack cannot know. */
  ready: condition.optional(),
  /** What to hide in pictures of dashboards. */
  hide: selectors.or(z.array(z.never())).default([]),
  /** One field takes the password and, right behind it, the code of the app. An account without a secret types none. */
  codeWithPassword: z.boolean().default(false),
  /** A sign-in window that the service opens is followed. */
  opensWindow: z.boolean().default(false),
  /** Wrong tries in a row that the service bears before it locks. */
  forgives: z.int().min(1).max(100).default(3),
  /** How long it locks for, where it does not say. */
  lockMinutes: z.int().min(1).max(10_080).default(60),
  /** What is known of its sessions, to renew them before they end. */
  session: z
    .strictObject({
      idleMinutes: z.int().min(1).optional(),
      longestMinutes: z.int().min(1).optional(),
    })
    .default({}),
})

const servicePack = servicePackFields.superRefine((pack, context) => {
  const refuse = (message: string, path: (string | number)[]) =>
    context.addIssue({ code: 'custom', message, path })
  const names = pack.states.map(({ state }) => state)
  const firstFill = pack.states.findIndex((state) => 'fill' in state.do)
  for (const [index, state] of pack.states.entries()) {
    if (names.indexOf(state.state) !== index) refuse('Two states have this name.', ['states', index, 'state'])
    if (firstFill !== -1 && index > firstFill && isRefusal(state)) {
      refuse('What refuses stands before everything that types.', ['states', index])
    }
    for (const name of state.unsaidAfter ?? []) {
      if (!names.includes(name)) refuse(`No state is called ${name}.`, ['states', index, 'unsaidAfter'])
    }
    const typesCode = 'fill' in state.do && state.do.fill.some(({ what }) => what === 'code')
    if (!typesCode && (state.codes !== undefined || state.unsaidAfter !== undefined)) {
      refuse('This state types no code.', ['states', index])
    }
  }
  for (const others of ['includes', 'knows'] as const) {
    if (pack[others].includes(pack.id)) refuse('A pack stands for itself already.', [others])
  }
})

export type ServicePack = z.output<typeof servicePack>
export type PackCondition = z.output<typeof conditionFields>
export type PackState = ServicePack['states'][number]

/** A state as the engine runs it: with the pack that it comes from. */
export interface JoinedState extends PackState {
  /** Where it holds; nothing for what holds wherever we are. */
  on?: string[]
  /** It holds at all origins that an admin named, too: an included service may sign in by a server of the customer's. */
  onNamed?: true
}

/** A pack together with those that it includes. */
export interface JoinedPack extends Omit<ServicePack, 'states'> {
  states: JoinedState[]
}

/** Why a pack is none, in words, and where. */
export interface PackMistake {
  path: string
  message: string
}

/** Reads a pack, without those that it includes. */
export function parseServicePack(json: unknown): { pack: ServicePack } | { mistakes: PackMistake[] } {
  const read = servicePack.safeParse(json)
  if (read.success) return { pack: read.data }
  return {
    mistakes: read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  }
}

export function isRefusal(state: PackState): boolean {
  return 'stop' in state.do && refusals.includes(state.do.stop)
}

/**
 * A pack with everything that it includes, at any depth, and knows, each once: refusals first, then its own states, then
 * those of the others. States are called `<pack>.<state>` from here on. Throws on a pack that `find` does not know.
 */
export function joinPacks(pack: ServicePack, find: (id: string) => ServicePack | undefined): JoinedPack {
  const get = (id: string, from: ServicePack): ServicePack => {
    const found = find(id)
    if (found === undefined) throw new Error(`the service pack ${from.id} names ${id}, which is not there`)
    return found
  }
  const all: ServicePack[] = [pack]
  for (const one of all) {
    for (const id of one.includes) {
      if (!all.some((known) => known.id === id)) all.push(get(id, one))
    }
  }
  const known = pack.knows.filter((id) => all.every((one) => one.id !== id)).map((id) => get(id, pack))
  const states = [
    ...all.flatMap((one) =>
      one.states.map((state) => joinState(state, one, one === pack ? 'own' : 'included')),
    ),
    ...known.flatMap((one) => one.states.map((state) => joinState(state, one, 'known'))),
  ]
  return {
    ...pack,
    includes: all.slice(1).map(({ id }) => id),
    secretOrigins: all.flatMap((one) => one.secretOrigins),
    usernameOrigins: all.flatMap((one) => one.usernameOrigins),
    signedOut: all.flatMap((one) => one.signedOut),
    opensWindow: all.some((one) => one.opensWindow),
    states: [...states.filter(isRefusal), ...states.filter((state) => !isRefusal(state))],
    forgives: Math.min(...all.map((one) => one.forgives)),
  }
}

function joinState(state: PackState, pack: ServicePack, as: 'own' | 'included' | 'known'): JoinedState {
  const named = (name: string) => `${pack.id}.${name}`
  return {
    ...state,
    state: named(state.state),
    ...(state.unsaidAfter && { unsaidAfter: state.unsaidAfter.map(named) }),
    // The words of one service mean nothing on the pages of another.
    ...(as !== 'own' && { on: [...pack.secretOrigins, ...pack.usernameOrigins, ...pack.pages] }),
    ...(as === 'included' && { onNamed: true }),
  }
}

/** Every selector that a perception has to look for. */
export function selectorsOf(pack: JoinedPack): string[] {
  const conditions = [
    ...pack.states.flatMap(({ when, unless }) => (unless === undefined ? [when] : [when, unless])),
    ...pack.signedOut,
    ...(pack.ready === undefined ? [] : [pack.ready]),
  ]
  const ofActions = pack.states.flatMap(({ do: action }) => {
    if ('fill' in action) {
      const submit = Array.isArray(action.submit) ? action.submit : []
      return [...action.fill.flatMap(({ into }) => into ?? []), ...(action.tick ?? []), ...submit]
    }
    return 'click' in action ? (action.click ?? []) : []
  })
  return [...new Set([...conditions.flatMap(({ marks }) => marks ?? []), ...ofActions])]
}
