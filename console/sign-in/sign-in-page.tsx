// The page of the sign-in, and why it is shown.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { client } from '../app/client.ts'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import { SignInFlow } from './sign-in-flow.tsx'

export function SignInPage() {
  const { back } = useSearch({ from: '/sign-in' })
  const isSignUpOpen = useInstallation()
  return (
    <SignInFlow notice={<WhyHere />} isSignUpOpen={isSignUpOpen} {...(back === undefined ? {} : { back })} />
  )
}

function WhyHere() {
  const { t } = useTexts()
  const { back, after } = useSearch({ from: '/sign-in' })
  if (after === 'session-end') return <Notice tone="info">{t('signIn.sessionEnded')}</Notice>
  if (after === 'sign-out') return <Notice tone="good">{t('signIn.signedOut')}</Notice>
  return back === undefined ? null : <Notice tone="info">{t('signIn.toGoOn')}</Notice>
}

/** A fresh installation has nobody who could sign in. @returns whether anybody may make an organization */
function useInstallation(): boolean {
  const navigate = useNavigate()
  const [isSignUpOpen, setSignUpOpen] = useState(false)
  useEffect(() => {
    client.call('GET /api/v1/setup').then(
      async ({ needed, isSignUpOpen: isOpen = false }) => {
        setSignUpOpen(isOpen)
        if (needed) await navigate({ to: '/setup', replace: true })
      },
      // Whether the server can be reached shows when somebody signs in.
      () => undefined,
    )
  }, [navigate])
  return isSignUpOpen
}
