// What stands before every page of the app: its worker, its lock, and the server within reach.
import { Button, Loader } from '@mantine/core'
import { useEffect, useEffectEvent, useLayoutEffect, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { EntryPage } from '../app/entry-page.tsx'
import formClasses from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import type { AppState } from '../worker/messages.ts'
import classes from './app-gate.module.css'
import './curtain.css'
import { watchIdle } from './idle-watch.ts'
import { LockPage } from './lock-page.tsx'
import { OfflinePage } from './offline-page.tsx'
import { isServerThere } from './server-there.ts'
import { askWorker, onLocked, startWorker } from './worker-link.ts'

type Gate = 'starting' | 'no-worker' | 'failed' | 'offline' | 'locked' | 'open' | 'hidden'

export function AppGate({ children }: { children: ReactNode }) {
  const { language } = useTexts()
  const [gate, setGate] = useState<Gate>('starting')
  const [state, setState] = useState<AppState>()

  const pass = async (): Promise<void> => {
    const asked = await askWorker({ kind: 'look' })
    setState(asked)
    if (asked.isLocked) setGate('locked')
    else setGate((await isServerThere()) ? 'open' : 'offline')
  }
  const start = useEffectEvent(async () => {
    const begun = await startWorker()
    if (begun === 'none') return setGate('no-worker')
    if (begun === 'failed') return setGate('failed')
    await pass().catch(() => setGate('failed'))
  })
  useEffect(() => void start(), [])

  const isWorking = state !== undefined
  useEffect(() => {
    if (isWorking) askWorker({ kind: 'language', language }).catch(() => undefined)
  }, [isWorking, language])

  const watch = useEffectEvent(() => {
    if (state === undefined) return undefined
    // What a page has in its memory goes with the page.
    const leave = (): void => {
      setGate('hidden')
      window.location.reload()
    }
    const stopHearing = onLocked(leave)
    const stopWatching = watchIdle(
      state,
      () => setGate('hidden'),
      ({ isLocked }) => (isLocked ? leave() : setGate('open')),
    )
    return () => {
      stopHearing()
      stopWatching()
    }
  })
  const isPassed = gate === 'open' || gate === 'hidden'
  useEffect(() => (isPassed ? watch() : undefined), [isPassed])

  if (isPassed) {
    return (
      <>
        {children}
        {gate === 'hidden' && <Curtain />}
      </>
    )
  }
  if (gate === 'locked') return <LockPage minutes={state?.lockMinutes ?? 0} onOpened={pass} />
  if (gate === 'offline') return <OfflinePage onBack={() => setGate('open')} />
  if (gate === 'starting') return <Starting />
  return <NotHere isPossible={gate === 'failed'} />
}

/** In the place of the pages and their dialogs, which stand beside them in the document: what was typed there stays. */
function Curtain() {
  useLayoutEffect(() => {
    const { activeElement, documentElement } = document
    documentElement.toggleAttribute('data-curtain', true)
    return () => {
      documentElement.toggleAttribute('data-curtain', false)
      if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true })
    }
  }, [])
  return createPortal(
    <div data-curtain>
      <Starting />
    </div>,
    document.body,
  )
}

function Starting() {
  const { t } = useTexts()
  return (
    <div className={classes.starting}>
      <Loader aria-label={t('loading')} />
    </div>
  )
}

function NotHere({ isPossible }: { isPossible: boolean }) {
  const { t } = useTexts()
  return isPossible ? (
    <EntryPage title={t('app.failed.title')} lead={t('app.failed.lead')}>
      <Button className={formClasses.below} fullWidth size="md" onClick={() => window.location.reload()}>
        {t('action.tryAgain')}
      </Button>
    </EntryPage>
  ) : (
    <EntryPage title={t('app.noWorker.title')} lead={t('app.noWorker.lead')}>
      <Button component="a" href="/" className={formClasses.below} fullWidth size="md">
        {t('app.noWorker.web')}
      </Button>
    </EntryPage>
  )
}
