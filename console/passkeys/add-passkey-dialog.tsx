// A passkey for the account, in the profile: the first authenticator, or one more.
import { TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { PrintedCodeForm } from '../sign-in/printed-code-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { refreshSecondFactor } from '../totp/authenticators.ts'
import { RecoveryCodes } from '../totp/recovery-codes.tsx'
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

  const finish = async (): Promise<void> => {
    props.onClose()
    say(t(props.isFirst ? 'twoFactor.turnedOn' : 'passkeys.added'))
    await refreshSecondFactor()
  }

  // As a whole, also where a fresh proof is asked for in the middle: what was asked of the browser is good once.
  const add = ({ makePasskey }: typeof Ceremony, ticket?: string) =>
    freshly(async () => {
      const options = await client.call('POST /api/v1/me/authenticators/passkey', {
        body: ticket === undefined ? {} : { ticket },
      })
      const passkey = await makePasskey(options)
      const typed = name.current?.value.trim() ?? ''
      const answer = await client.call('POST /api/v1/me/authenticators/passkey/confirm', {
        body: { passkey, ...(typed === '' ? {} : { name: typed }) },
      })
      if (answer.recoveryCodes === undefined) await finish()
      else setRecoveryCodes(answer.recoveryCodes)
    })

  if (recoveryCodes !== undefined) {
    return (
      <Dialog key="codes" title={t('recoveryCodes.title')} isHeld onClose={() => void finish()}>
        <p className={classes.lead}>{t('recoveryCodes.lead')}</p>
        <RecoveryCodes codes={recoveryCodes} account={props.account} onSaved={finish} />
      </Dialog>
    )
  }
  return (
    <Dialog title={t('passkeys.addTitle')} size="sm" onClose={props.onClose}>
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
