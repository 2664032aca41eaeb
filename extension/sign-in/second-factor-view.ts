// The second step of a sign-in: a passkey, a code of the app, the answer of a phone, or a code from paper or from an admin.
import type { App } from '../app/app.ts'
import { makeForm } from '../app/form.ts'
import type { PendingSignIn } from '../app/kept.ts'
import { asides, quietButton, spokenNotice, view } from '../app/view.ts'
import { passkeyForm } from '../passkeys/passkey-form.ts'
import { mayHavePasskeys, provePasskey } from '../passkeys/passkey-window.ts'
import { approvalView } from './approval-view.ts'
import { finishSignIn, isStillPending, readStillPending } from './keep-sign-in.ts'
import { startAgain } from './start-again.ts'

const codes = {
  totp: {
    route: 'POST /api/v1/sign-in/totp',
    title: 'signIn.code.title',
    lead: 'signIn.code.lead',
    label: 'code.label',
  },
  recovery_code: {
    route: 'POST /api/v1/sign-in/recovery-code',
    title: 'signIn.recovery.title',
    lead: 'signIn.recovery.lead',
    label: 'signIn.recovery.label',
  },
  bypass_code: {
    route: 'POST /api/v1/sign-in/bypass-code',
    title: 'signIn.bypass.title',
    lead: 'signIn.bypass.lead',
    label: 'signIn.bypass.label',
  },
} as const

type Way = PendingSignIn['methods'][number]
type Code = keyof typeof codes

export function secondFactorView(app: App, pending: PendingSignIn, chosen?: Way): HTMLElement {
  const { t } = app
  // Once the phone is asked, its answer is what one comes back for.
  const first = pending.approval === undefined ? firstWay(app.address, pending.methods) : 'approval'
  const way = chosen ?? first ?? 'recovery_code'
  const turnTo = async (other: Way): Promise<void> => {
    const now = await readStillPending(app, pending.challenge)
    if (now === undefined) await app.start(t('error.sign_in.challenge_over'))
    else app.show(secondFactorView(app, now, other))
  }
  const others = pending.methods
    .filter((other) => other !== way)
    .map((other) => quietButton(t(`signIn.use.${other}`), () => void turnTo(other)))
  const beside = asides(...others, startAgain(app))
  if (way === 'approval') return approvalView(app, pending, chosen !== undefined, beside)
  return way === 'passkey' ? passkeyView(app, pending, beside) : codeView(app, pending, way, beside)
}

/** The server's first, but no passkey where none can be asked for and the app or the phone will do. */
export function firstWay(address: string, methods: readonly Way[]): Way | undefined {
  const isPasskeyOfNoUse =
    !mayHavePasskeys(address) && (methods.includes('totp') || methods.includes('approval'))
  return methods.find((way) => !(way === 'passkey' && isPasskeyOfNoUse))
}

function codeView(app: App, { challenge }: PendingSignIn, kind: Code, beside: HTMLElement): HTMLElement {
  const { t, api } = app
  const { route, title, lead, label } = codes[kind]
  const form = makeForm(app, {
    fields: [
      {
        name: 'code',
        label: t(label),
        autocomplete: kind === 'totp' ? 'one-time-code' : 'off',
        isMono: true,
        ...(kind === 'totp' ? { inputmode: 'numeric' as const } : {}),
      },
    ],
    submitLabel: t('signIn.submit'),
    async submit({ code }) {
      const { session } = await api.client.call(route, { body: { challenge, code } })
      await finishSignIn(app, session)
      await app.start()
    },
  })
  return view({ title: t(title), lead: t(lead) }, form, beside)
}

function passkeyView(app: App, { challenge }: PendingSignIn, beside: HTMLElement): HTMLElement {
  const { t } = app
  const { client } = app.api
  const title = t('signIn.passkey.title')
  // Whoever has nothing else but paper is told why it has to be that.
  if (!mayHavePasskeys(app.address)) return view({ title }, spokenNotice('bad', t('passkey.address')), beside)
  const form = passkeyForm(app, {
    task: 'passkey',
    submitLabel: t('signIn.passkey.submit'),
    async ask(isShown) {
      const options = await client.call('POST /api/v1/sign-in/passkey/options', { body: { challenge } })
      const passkey = await provePasskey(app, options, isShown)
      if (!(await isStillPending(app, challenge))) return app.start(t('error.sign_in.challenge_over'))
      const { session } = await client.call('POST /api/v1/sign-in/passkey', { body: { challenge, passkey } })
      await finishSignIn(app, session)
      await app.start()
    },
  })
  return view({ title, lead: t('signIn.passkey.lead') }, form, beside)
}
