// Turning two-factor off: with the password, and with a code or a passkey where the last proof is too long ago.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { PasswordField } from '../app/password-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { authenticatorsQuery, refreshSecondFactor } from './authenticators.ts'
import { CodeBox } from './code-box.tsx'

export function TurnOffDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const { data: authenticators = [] } = useQuery(authenticatorsQuery)
  const hasPasskey = authenticators.some(({ kind }) => kind === 'passkey')
  const attempt = useAttempt()
  const noticeId = useId()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [isCodeNeeded, setCodeNeeded] = useState(false)
  const [isChecked, setChecked] = useState(false)
  const passwordRef = useRef<HTMLInputElement>(null)

  const turnOff = async (typed: string): Promise<void> => {
    setChecked(true)
    if (attempt.isBusy || attempt.waitSeconds > 0) return
    if (password === '') return passwordRef.current?.focus()
    let isCodeAsked = false
    const failure = await attempt.run(async () => {
      const body = { password, ...(typed === '' ? {} : { code: typed }) }
      try {
        const turnOffNow = () => client.call('POST /api/v1/me/second-factor/disable', { body })
        // A passkey is asked for in a dialog of its own; a code has its box here.
        await (hasPasskey ? freshly(turnOffNow) : turnOffNow())
      } catch (error) {
        // The first time this is no failure: the box for the code appears and says what it is for.
        if (isCodeNeeded || hasPasskey || !hasCode(error, 'second_factor.fresh_code_required')) throw error
        isCodeAsked = true
      }
    })
    if (isCodeAsked) return setCodeNeeded(true)
    if (failure === undefined) {
      onClose()
      say(t('twoFactor.turnedOff'))
      await refreshSecondFactor()
      return
    }
    if (failure.code === 'password.wrong') passwordRef.current?.select()
    if (failure.code.startsWith('second_factor.')) setCode('')
  }

  return (
    <Dialog title={t('twoFactor.turnOff.title')} size="sm" onClose={onClose}>
      <form
        className={classes.form}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void turnOff(code)
        }}
      >
        <p className={classes.lead}>{t('twoFactor.turnOff.text')}</p>
        <FailureNotice attempt={attempt} id={noticeId} />
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          ref={passwordRef}
          label={t('field.password')}
          name="password"
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isChecked && password === '' && t('field.password.missing')}
        />
        {isCodeNeeded && (
          <CodeBox
            label={t('code.label')}
            description={t('twoFactor.turnOff.code')}
            value={code}
            onChange={setCode}
            onFull={(digits) => void turnOff(digits)}
            isInvalid={attempt.failure?.code.startsWith('second_factor.') === true}
            describedBy={noticeId}
            autoFocus
            focusCount={0}
          />
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" color="red.8" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('twoFactor.turnOff')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
