// A passkey for the account, in the profile: the first authenticator, or one more.
import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { PrintedCodeForm } from '../sign-in/printed-code-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { refreshSecondFactor } from '../totp/authenticators.ts'
import { RecoveryCodesDialog } from '../totp/recovery-codes-dialog.tsx'
import { longestNameCharacters } from '../totp/rename-dialog.tsx'
import type * as Ceremony from './ceremony.ts'
import { PasskeyForm } from './passkey-form.tsx'

export function AddPasskeyDialog(props: { isFirst: boolean; account: string; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const freshly = useFreshly()
  const name = useRef<HTMLInputElement>(null)
  const [isTicketAsked, setTicketAsked] = useState(false)
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  const [isConfirming, setConfirming] = useState(false)
  const left = useRef(new AbortController())
  useEffect(() => {
    const leaving = new AbortController()
    left.current = leaving
    return () => leaving.abort()
  }, [])

  const finish = async (): Promise<void> => {
    props.onClose()
    say(t(props.isFirst ? 'twoFactor.turnedOn' : 'passkeys.added'))
    await refreshSecondFactor()
  }

  // As a whole, also where a fresh proof is asked for in the middle: what was asked of the browser is good once.
  const add = ({ makePasskey, dropQuestion }: typeof Ceremony, ticket?: string) =>
    freshly(async () => {
      const { signal } = left.current
      const options = await client.call('POST /api/v1/me/authenticators/passkey', {
        body: ticket === undefined ? {} : { ticket },
      })
      signal.addEventListener('abort', dropQuestion)
      const passkey = await makePasskey(options).finally(() =>
        signal.removeEventListener('abort', dropQuestion),
      )
      if (signal.aborted) return
      const recoveryCodes = await confirm(passkey)
      if (recoveryCodes === undefined) await finish()
      else setRecoveryCodes(recoveryCodes)
    })

  const confirm = async (passkey: Ceremony.NewPasskey): Promise<readonly string[] | undefined> => {
    const typed = name.current?.value.trim() ?? ''
    // From here on the dialog stays: what comes back is shown this once.
    setConfirming(true)
    try {
      const body = { passkey, ...(typed === '' ? {} : { name: typed }) }
      const answer = await client.call('POST /api/v1/me/authenticators/passkey/confirm', { body })
      return answer.recoveryCodes
    } catch (error) {
      // The answer alone may be lost.
      await refreshSecondFactor()
      throw error
    } finally {
      setConfirming(false)
    }
  }

  if (recoveryCodes !== undefined) {
    return <RecoveryCodesDialog codes={recoveryCodes} account={props.account} onSaved={finish} />
  }
  return (
    <Dialog title={t('passkeys.addTitle')} size="sm" isHeld={isConfirming} onClose={props.onClose}>
      {isTicketAsked ? (
        <>
          <p className={classes.lead}>{t('signIn.ticket.lead')}</p>
          <PrintedCodeForm
            kind="signIn.ticket"
            submitLabel={t('enrolment.passkey.submit')}
            submit={async (ticket) => add(await import('./ceremony.ts'), ticket)}
            onFailure={() => false}
          />
        </>
      ) : (
        <div className={classes.form}>
          <p className={classes.lead}>{t('enrolment.passkey')}</p>
          <PasskeyForm
            autoFocus={props.isFirst}
            submitLabel={t('enrolment.passkey.submit')}
            submit={(ceremony) => add(ceremony)}
            onFailure={(error) => {
              if (!hasCode(error, 'second_factor.ticket_required')) return false
              setTicketAsked(true)
              return true
            }}
          >
            {/* The first one needs no name to be told apart; it can be given later. */}
            {!props.isFirst && (
              <TextInput
                ref={name}
                label={t('field.name')}
                description={t('passkeys.name.description')}
                data-autofocus
                maxLength={longestNameCharacters}
              />
            )}
          </PasskeyForm>
        </div>
      )}
    </Dialog>
  )
}
