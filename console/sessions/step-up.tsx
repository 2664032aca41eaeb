// Step-up: where the server asks for a fresh proof, the person is asked, and what was begun goes on.
import { Button, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { createContext, use, useId, useRef, useState, type ReactNode } from 'react'
import { meQuery } from '../accounts/me.ts'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { PasswordField } from '../app/password-field.tsx'
import { PasskeyForm } from '../passkeys/passkey-form.tsx'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { useTexts } from '../texts/texts.ts'
import { authenticatorsQuery, type Authenticator } from '../totp/authenticators.ts'
import { CodeForm } from '../totp/code-form.tsx'

type Freshly = <Result>(action: () => Promise<Result>) => Promise<Result>

const StepUp = createContext<Freshly>((action) => action())

/**
 * Runs an action; when it needs a fresh proof, asks for one and runs it again. Throws what the action threw, also when
 * the person closes the question.
 */
export function useFreshly(): Freshly {
  return use(StepUp)
}

function asksForProof(error: unknown): boolean {
  return hasCode(error, 'access.step_up_required') || hasCode(error, 'second_factor.fresh_code_required')
}

export function StepUpProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<{ answer: (isProven: boolean) => void }>()

  const freshly: Freshly = async (action) => {
    try {
      return await action()
    } catch (error) {
      if (!asksForProof(error)) throw error
      const isProven = await new Promise<boolean>((resolve) => setQuestion({ answer: resolve }))
      setQuestion(undefined)
      if (!isProven) throw error
      return action()
    }
  }

  return (
    <StepUp value={freshly}>
      {children}
      {question !== undefined && <Question answer={question.answer} />}
    </StepUp>
  )
}

function Question({ answer }: { answer: (isProven: boolean) => void }) {
  const { t } = useTexts()
  const { data: me } = useQuery(meQuery)
  if (me === undefined) return null
  const onProven = (): void => answer(true)
  return (
    <Dialog title={t('stepUp.title')} size="sm" onClose={() => answer(false)}>
      {me.secondFactor.enrolled ? (
        <SecondFactorQuestion onProven={onProven} />
      ) : (
        <PasswordQuestion email={me.account.email} onProven={onProven} />
      )}
    </Dialog>
  )
}

/** The passkey first where there is one and this page can ask for it; the app where there is one. */
function SecondFactorQuestion({ onProven }: { onProven: () => void }) {
  const { t } = useTexts()
  const { data: authenticators, error } = useQuery(authenticatorsQuery)
  const [chosen, setChosen] = useState<Authenticator['kind']>()
  // What cannot be read is no reason to ask for nothing.
  if (authenticators === undefined && error === null) return <Loader className={classes.centred} />
  const hasApp = authenticators?.some(({ kind }) => kind === 'totp') ?? true
  const hasPasskey = authenticators?.some(({ kind }) => kind === 'passkey') ?? false
  const isPasskeyFirst = hasPasskey && (!hasApp || whyNoPasskeys() === undefined)
  const asked = chosen ?? (isPasskeyFirst ? 'passkey' : 'totp')
  const other = asked === 'totp' ? 'passkey' : 'totp'
  return (
    <>
      {asked === 'totp' ? (
        <CodeForm
          label={t('code.label')}
          description={t('stepUp.code')}
          submitLabel={t('action.continue')}
          submit={async (code) => {
            await client.call('POST /api/v1/me/step-up', { body: { code } })
            onProven()
          }}
        />
      ) : (
        <PasskeyForm
          submitLabel={t('signIn.passkey.submit')}
          submit={async ({ provePasskey }) => {
            const options = await client.call('POST /api/v1/me/step-up/passkey', { body: {} })
            const passkey = await provePasskey(options)
            await client.call('POST /api/v1/me/step-up', { body: { passkey } })
            onProven()
          }}
        >
          <p className={classes.lead}>{t('stepUp.passkey')}</p>
        </PasskeyForm>
      )}
      {hasApp && hasPasskey && (
        <div className={classes.asides}>
          <button type="button" className={classes.link} onClick={() => setChosen(other)}>
            {t(`signIn.use.${other}`)}
          </button>
        </div>
      )}
    </>
  )
}

function PasswordQuestion({ email, onProven }: { email: string; onProven: () => void }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const noticeId = useId()
  const ref = useRef<HTMLInputElement>(null)
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)

  const submit = async (): Promise<void> => {
    setChecked(true)
    if (attempt.isBusy || attempt.waitSeconds > 0) return
    if (password === '') return ref.current?.focus()
    const failure = await attempt.run(async () => {
      await client.call('POST /api/v1/me/step-up', { body: { password } })
      onProven()
    })
    if (failure?.code === 'password.wrong') ref.current?.select()
  }

  return (
    <form
      className={classes.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p className={classes.lead}>{t('stepUp.password')}</p>
      <FailureNotice attempt={attempt} id={noticeId} />
      <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        ref={ref}
        label={t('field.password')}
        name="password"
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isChecked && password === '' && t('field.password.missing')}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
        {t('action.continue')}
      </Button>
    </form>
  )
}
