// "Sign in with a passkey": by a button, and among what the browser offers below the field for the address.
import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import type { PasskeyProof } from '../passkeys/ceremony.ts'
import { whyNoPasskeys } from '../passkeys/why-no-passkeys.ts'
import { loadSecondFactorTexts, useTexts } from '../texts/texts.ts'

const loadPasskeys = () => import('../passkeys/sign-in-alone.ts')

/** Nothing where this page cannot ask for one: the password is beside it. */
export function PasskeySignIn({ onDone }: { onDone: () => Promise<void> }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const isPossible = whyNoPasskeys() === undefined
  // Asking by the button ends an offer, so that it is made again. One that was taken and refused is not: what answers by
  // itself would be asked for ever.
  const [offers, setOffers] = useState(1)

  const signIn = (choose: () => Promise<PasskeyProof>) =>
    attempt.run(async () => {
      // What may be said of a failure is said in sentences of the second factor.
      const [{ signInAlone }] = await Promise.all([loadPasskeys(), loadSecondFactorTexts()])
      await signInAlone(await choose())
      await onDone()
    })

  const askFor = async (): Promise<void> => {
    const failure = await signIn(async () => (await loadPasskeys()).choosePasskey())
    if (failure !== undefined) setOffers((count) => count + 1)
  }

  const offer = useEffectEvent(async (signal: AbortSignal) => {
    const { waitForPasskey } = await loadPasskeys()
    const chosen = await waitForPasskey(signal)
    if (chosen !== undefined) await signIn(() => Promise.resolve(chosen))
  })
  useEffect(() => {
    if (!isPossible) return undefined
    const left = new AbortController()
    // Whether the server can be reached shows when somebody signs in.
    offer(left.signal).catch(() => undefined)
    return () => left.abort()
  }, [isPossible, offers])

  if (!isPossible) return null
  return (
    <div className={`${classes.form} ${classes.alternative}`}>
      <FailureNotice attempt={attempt} />
      <Button
        variant="default"
        size="md"
        fullWidth
        leftSection={<IconKey size={18} stroke={1.8} aria-hidden />}
        loading={attempt.isBusy}
        disabled={attempt.waitSeconds > 0}
        onClick={() => void askFor()}
      >
        {t('signIn.passkey')}
      </Button>
    </div>
  )
}
