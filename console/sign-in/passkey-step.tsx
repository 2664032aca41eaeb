// The second step by a passkey, beside the password.
import { useState } from 'react'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import classes from '../app/form.module.css'
import { PasskeyForm } from '../passkeys/passkey-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { OtherMethods, startAgainWhenOver, TrustChoice, type MethodProps } from './second-factor-step.tsx'

export function PasskeyStep(props: MethodProps) {
  const { t } = useTexts()
  const { challenge, trustDays } = props.pending
  const [trustDevice, setTrustDevice] = useState(false)
  return (
    <EntryPage title={t('signIn.passkey.title')} lead={t('signIn.passkey.lead')}>
      <div className={classes.below}>
        <TrustChoice days={trustDays} isChosen={trustDevice} onChoose={setTrustDevice} />
        <PasskeyForm
          submitLabel={t('signIn.passkey.submit')}
          submit={async ({ provePasskey }) => {
            const options = await client.call('POST /api/v1/sign-in/passkey/options', { body: { challenge } })
            const passkey = await provePasskey(options)
            await client.call('POST /api/v1/sign-in/passkey', { body: { challenge, passkey, trustDevice } })
            await props.onDone()
          }}
          onFailure={startAgainWhenOver(props.onStartAgain)}
        />
      </div>
      <OtherMethods {...props} />
    </EntryPage>
  )
}
