// The first start: the organization and its first admin, with the token that the terminal printed.
import { Button, Loader } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { client } from '../app/client.ts'
import { EntryPage } from '../app/entry-page.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import classes from '../app/form.module.css'
import { forgetLinkToken, keepLinkToken, useLinkToken } from '../app/link-token.ts'
import { TokenForm } from '../app/token-form.tsx'
import { useTexts } from '../texts/texts.ts'
import { SetupForm } from './setup-form.tsx'

export function SetupPage() {
  const { t } = useTexts()
  const attempt = useAttempt()
  const token = useLinkToken('/setup')
  const [isNeeded, setNeeded] = useState<boolean>()
  const [tries, setTries] = useState(1)
  const ask = useEffectEvent(() =>
    attempt.run(async () => setNeeded((await client.call('GET /api/v1/setup')).needed)),
  )
  useEffect(() => void ask(), [tries])
  useEffect(() => () => forgetLinkToken('/setup'), [])

  if (isNeeded === undefined) {
    return (
      <EntryPage title={t('setup.title')}>
        <div className={`${classes.form} ${classes.below}`}>
          <FailureNotice attempt={attempt} />
          {attempt.failure === undefined ? (
            <Loader aria-label={t('loading')} className={classes.centred} />
          ) : (
            <Button loading={attempt.isBusy} onClick={() => setTries((count) => count + 1)}>
              {t('action.tryAgain')}
            </Button>
          )}
        </div>
      </EntryPage>
    )
  }
  if (!isNeeded) {
    return (
      <EntryPage title={t('setup.done.title')} lead={t('setup.done.lead')}>
        <Button component={Link} to="/sign-in" className={classes.below} fullWidth size="md">
          {t('action.toSignIn')}
        </Button>
      </EntryPage>
    )
  }
  if (token === undefined) {
    return (
      <EntryPage title={t('setup.title')} lead={t('setup.noToken')}>
        <TokenForm
          label={t('setup.token.label')}
          description={t('setup.token.description')}
          onToken={(pasted) => keepLinkToken('/setup', pasted)}
        />
      </EntryPage>
    )
  }
  return (
    <EntryPage title={t('setup.title')} lead={t('setup.lead')}>
      <SetupForm key={token} token={token} onDoneAlready={() => setNeeded(false)} />
    </EntryPage>
  )
}
