// The frame of every signed-in page: where one can go, who one is, and the way out.
import { Button, VisuallyHidden } from '@mantine/core'
import { IconHelp, IconLogout, IconMenu2, IconX } from '@tabler/icons-react'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useRouter, useRouteContext } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { meQuery } from '../accounts/me.ts'
import { isAdmin, isMember } from '../accounts/roles.ts'
import { anyConnectionQuery } from '../connections/any-connection.ts'
import { BottomBar } from '../mobile/bottom-bar.tsx'
import { unreadQuery } from '../notices/notices.ts'
import { WaitingBanner } from '../approvals/waiting-banner.tsx'
import { StandingMessages } from '../screens/standing-messages.tsx'
import { StepUpProvider } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import { useAttempt } from './attempt.ts'
import { client, onSessionEnd } from './client.ts'
import { FailureNotice } from './failure-notice.tsx'
import { basePath, isInApp } from './in-app.ts'
import { Logo } from './logo.tsx'
import { places } from './places.ts'
import { queryClient } from './query-client.ts'
import { safeReturnPath } from './return-path.ts'
import classes from './shell.module.css'
import { StatusProvider } from './status.tsx'

export function Shell() {
  return (
    <QueryClientProvider client={queryClient}>
      <StatusProvider>
        <StepUpProvider>
          <Frame />
        </StepUpProvider>
      </StatusProvider>
    </QueryClientProvider>
  )
}

function Frame() {
  const { t } = useTexts()
  const router = useRouter()
  const { me: loaded } = useRouteContext({ from: '/signed-in' })
  const { data: me = loaded } = useQuery(meQuery)
  // Agents have a page of connections once an admin lets them use one.
  const { data: isGranted = false } = useQuery({
    ...anyConnectionQuery,
    enabled: me.account.role === 'agent',
  })
  const seesConnections = isAdmin(me.account) || isGranted
  const { pathname } = useLocation()
  const [isOpen, setOpen] = useState(false)

  useEffect(
    () =>
      onSessionEnd(() => {
        queryClient.clear()
        const back = safeReturnPath(router.state.location.pathname + router.state.location.searchStr)
        void router.navigate({
          to: '/sign-in',
          search: { ...(back === undefined ? {} : { back }), after: 'session-end' },
          replace: true,
        })
      }),
    [router],
  )
  useEffect(() => setOpen(false), [pathname])

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        {t('shell.skip')}
      </a>
      <header className={classes.bar}>
        <Link to="/" className={classes.home} aria-label={t('shell.home')}>
          <Logo />
        </Link>
        <button
          type="button"
          className={classes.burger}
          aria-label={t('shell.menu')}
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <IconX size={22} aria-hidden /> : <IconMenu2 size={22} aria-hidden />}
        </button>
      </header>
      <nav
        id="navigation"
        className={classes.side}
        data-open={isOpen || undefined}
        aria-label={t('shell.navigation')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setOpen(false)
        }}
      >
        <div className={classes.places}>
          <p className={classes.organization}>{me.organization.name}</p>
          {places
            .filter(
              ({ isFor, isOfConnections }) => isFor(me.account) && (!isOfConnections || seesConnections),
            )
            .map(({ to, text, icon: Icon }) => (
              <Link key={to} to={to} className={classes.entry}>
                <Icon size={18} stroke={1.7} aria-hidden />
                <span>{t(text)}</span>
                {to === '/notices' && <UnreadCount />}
              </Link>
            ))}
          <a className={classes.entry} href={`${basePath}/help`} target="_blank" rel="noopener">
            <IconHelp size={18} stroke={1.7} aria-hidden />
            {t('guides.title')}
            <VisuallyHidden> ({t('guides.newWindow')})</VisuallyHidden>
          </a>
          <div className={classes.account}>
            <div className={classes.who}>
              {me.account.name !== '' && <span className={classes.name}>{me.account.name}</span>}
              <span className={classes.email}>{me.account.email}</span>
            </div>
            <SignOutButton />
          </div>
        </div>
      </nav>
      <main id="content" className={classes.content} tabIndex={-1}>
        {isInApp && <WaitingBanner me={me} />}
        {seesConnections && isMember(me.account) && <StandingMessages mayTakeBack={isAdmin(me.account)} />}
        <Outlet />
      </main>
      {isInApp && <BottomBar account={me.account} seesConnections={seesConnections} />}
    </div>
  )
}

function UnreadCount() {
  const { t } = useTexts()
  const { data: unread = 0 } = useQuery(unreadQuery)
  if (unread === 0) return null
  return (
    <span className={classes.unread}>
      <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
      <VisuallyHidden>{t('notices.unread', { count: unread })}</VisuallyHidden>
    </span>
  )
}

function SignOutButton() {
  const { t } = useTexts()
  const router = useRouter()
  const attempt = useAttempt()
  const signOut = async (): Promise<void> => {
    await client.call('DELETE /api/v1/session')
    // First away from the pages that would ask the server again, then nothing of theirs stays in memory.
    await router.navigate({ to: '/sign-in', search: { after: 'sign-out' }, replace: true })
    queryClient.clear()
  }
  return (
    <>
      <FailureNotice attempt={attempt} />
      <Button
        variant="default"
        size="sm"
        fullWidth
        leftSection={<IconLogout size={16} aria-hidden />}
        loading={attempt.isBusy}
        onClick={() => void attempt.run(signOut)}
      >
        {t('shell.signOut')}
      </Button>
    </>
  )
}
