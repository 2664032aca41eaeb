// The page of the sign-in, and why it is shown.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { client } from '../app/client.ts'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { SignInFlow } from './sign-in-flow.tsx'

export function SignInPage() {
  const { back } = useSearch({ from: '/sign-in' })
  useSetupWhereNeeded()
  return <SignInFlow notice={<WhyHere />} {...(back === undefined ? {} : { back })} />
}

function WhyHere() {
  const { t } = useTexts()
  const { back, after } = useSearch({ from: '/sign-in' })
  if (after === 'session-end') return <Notice tone="info">{t('signIn.sessionEnded')}</Notice>
  if (after === 'sign-out') return <Notice tone="good">{t('signIn.signedOut')}</Notice>
  return back === undefined ? null : <Notice tone="info">{t('signIn.toGoOn')}</Notice>
}

/** A fresh installation has nobody who could sign in. */
function useSetupWhereNeeded(): void {
  const navigate = useNavigate()
  useEffect(() => {
    client.call('GET /api/v1/setup').then(
      ({ needed }) => (needed ? navigate({ to: '/setup', replace: true }) : undefined),
      // Whether the server can be reached shows when somebody signs in.
      () => undefined,
    )
  }, [navigate])
}
