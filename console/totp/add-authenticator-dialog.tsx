// Turning two-factor on, or adding another authenticator to it.
import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Answer } from '../../contract/client.ts'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import { hasCode } from '../app/failure.ts'
import classes from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import { refreshSecondFactor } from './authenticators.ts'
import { Enrolment } from './enrolment.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { PrintedCodeForm } from '../sign-in/printed-code-form.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { longestNameCharacters } from './rename-dialog.tsx'

export function AddAuthenticatorDialog(props: {
  isFirst: boolean
  account: string
  /** The authenticator that goes when the new one is proven; until then it works. */
  replaces?: { id: string; name: string }
  onClose: () => void
}) {
  const { t } = useTexts()
  const say = useStatus()
  // The first one needs no name to be told apart; it can be given later.
  const [name, setName] = useState<string | undefined>(props.isFirst ? '' : undefined)
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  const [isConfirming, setConfirming] = useState(false)

  const finish = async (): Promise<void> => {
    props.onClose()
    say(
      props.isFirst
        ? t('twoFactor.turnedOn')
        : t(props.replaces === undefined ? 'authenticators.addedNow' : 'authenticators.replaced'),
    )
    await refreshSecondFactor()
  }

  if (recoveryCodes !== undefined) {
    return <RecoveryCodesDialog codes={recoveryCodes} account={props.account} onSaved={finish} />
  }
  const title =
    props.replaces === undefined
      ? t('authenticators.addTitle')
      : t('authenticators.replaceTitle', { name: props.replaces.name })
  if (name === undefined) return <NameStep title={title} onName={setName} onClose={props.onClose} />
  return (
    <Dialog
      key="scan"
      title={props.isFirst ? t('enrolment.title') : title}
      size="lg"
      isHeld={isConfirming}
      onClose={props.onClose}
    >
      <EnrolmentStep
        name={name}
        replaces={props.replaces?.id}
        onConfirming={setConfirming}
        onDone={(codes) => {
          if (codes === undefined) void finish()
          else setRecoveryCodes(codes)
        }}
      />
    </Dialog>
  )
}

function EnrolmentStep(props: {
  name: string
  replaces: string | undefined
  /** While it is, nothing may take the dialog away: what comes back is shown this once. */
  onConfirming: (isConfirming: boolean) => void
  onDone: (recoveryCodes: readonly string[] | undefined) => void
}) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const opened = useRef<Answer<'POST /api/v1/me/authenticators/totp'>>(undefined)
  const isOpenedByTicket = useRef(false)
  const [ticket, setTicket] = useState<string>()
  const [isTicketAsked, setTicketAsked] = useState(false)

  const begin = async (shown: string | undefined) => {
    const name = props.name.trim()
    const body = {
      ...(name === '' ? {} : { name }),
      ...(shown === undefined ? {} : { ticket: shown }),
      ...(props.replaces === undefined ? {} : { replaces: props.replaces }),
    }
    opened.current = await freshly(() => client.call('POST /api/v1/me/authenticators/totp', { body }))
    return opened.current
  }

  if (isTicketAsked) {
    return (
      <>
        <p className={classes.lead}>{t('signIn.ticket.lead')}</p>
        <PrintedCodeForm
          kind="signIn.ticket"
          submitLabel={t('action.continue')}
          submit={async (typed) => {
            await begin(typed)
            isOpenedByTicket.current = true
            setTicket(typed)
            setTicketAsked(false)
          }}
          onFailure={() => false}
        />
      </>
    )
  }
  return (
    <Enrolment
      begin={() => {
        // What the ticket opened is shown as it is; starting over asks the server anew.
        const offer = isOpenedByTicket.current ? opened.current : undefined
        isOpenedByTicket.current = false
        return offer === undefined ? begin(ticket) : Promise.resolve(offer)
      }}
      confirm={async (code) => {
        const params = { id: opened.current?.id ?? '' }
        props.onConfirming(true)
        try {
          const answer = await freshly(() =>
            client.call('POST /api/v1/me/authenticators/totp/{id}/confirm', { params, body: { code } }),
          )
          props.onDone(answer.recoveryCodes)
        } finally {
          props.onConfirming(false)
        }
      }}
      onFailure={(error) => {
        if (!hasCode(error, 'second_factor.ticket_required')) return false
        setTicketAsked(true)
        return true
      }}
    />
  )
}

function NameStep(props: { title: string; onName: (name: string) => void; onClose: () => void }) {
  const { t } = useTexts()
  const [name, setName] = useState('')
  const [isChecked, setChecked] = useState(false)
  return (
    <Dialog title={props.title} size="sm" onClose={props.onClose}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setChecked(true)
          if (name.trim() !== '') props.onName(name)
        }}
      >
        <TextInput
          label={t('field.name')}
          description={t('authenticators.name.description')}
          data-autofocus
          maxLength={longestNameCharacters}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isChecked && name.trim() === '' && t('field.name.missing')}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit">{t('action.continue')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
