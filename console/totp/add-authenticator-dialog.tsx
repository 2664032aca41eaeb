// Turning two-factor on, or adding another authenticator to it.
import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { client } from '../app/client.ts'
import { Dialog } from '../app/dialog.tsx'
import classes from '../app/form.module.css'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import { refreshSecondFactor } from './authenticators.ts'
import { Enrolment } from './enrolment.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { longestNameCharacters } from './rename-dialog.tsx'

export function AddAuthenticatorDialog(props: { isFirst: boolean; account: string; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  // The first one needs no name to be told apart; it can be given later.
  const [name, setName] = useState<string | undefined>(props.isFirst ? '' : undefined)
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()

  const finish = async (): Promise<void> => {
    props.onClose()
    say(props.isFirst ? t('twoFactor.turnedOn') : t('authenticators.addedNow'))
    await refreshSecondFactor()
  }

  if (recoveryCodes !== undefined) {
    return (
      <Dialog key="codes" title={t('recoveryCodes.title')} isHeld onClose={() => void finish()}>
        <p className={classes.lead}>{t('recoveryCodes.lead')}</p>
        <RecoveryCodes codes={recoveryCodes} account={props.account} onSaved={finish} />
      </Dialog>
    )
  }
  if (name === undefined) return <NameStep onName={setName} onClose={props.onClose} />
  return (
    <Dialog
      key="scan"
      title={props.isFirst ? t('enrolment.title') : t('authenticators.addTitle')}
      size="lg"
      onClose={props.onClose}
    >
      <EnrolmentStep
        name={name}
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
  onDone: (recoveryCodes: readonly string[] | undefined) => void
}) {
  const freshly = useFreshly()
  const id = useRef('')
  return (
    <Enrolment
      begin={async () => {
        const name = props.name.trim()
        const body = name === '' ? {} : { name }
        const offer = await freshly(() => client.call('POST /api/v1/me/authenticators/totp', { body }))
        id.current = offer.id
        return offer
      }}
      confirm={async (code) => {
        const params = { id: id.current }
        const answer = await freshly(() =>
          client.call('POST /api/v1/me/authenticators/totp/{id}/confirm', { params, body: { code } }),
        )
        props.onDone(answer.recoveryCodes)
      }}
    />
  )
}

function NameStep(props: { onName: (name: string) => void; onClose: () => void }) {
  const { t } = useTexts()
  const [name, setName] = useState('')
  const [isChecked, setChecked] = useState(false)
  return (
    <Dialog title={t('authenticators.addTitle')} size="sm" onClose={props.onClose}>
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
