// The frame of every page before the sign-in: one card in the middle, the switches below it.
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react'
import classes from './entry-page.module.css'
import { Logo } from './logo.tsx'
import { usePageTitle } from './page-title.ts'

// Nobody begins with them: they come after what one came for, to a place that is kept free.
const Preferences = lazy(async () => ({ default: (await import('./preferences.tsx')).Preferences }))

export function EntryPage(props: { title: string; lead?: ReactNode; wide?: boolean; children: ReactNode }) {
  usePageTitle(props.title)
  const heading = useRef<HTMLHeadingElement>(null)
  // Runs after the effects of what the card holds: where no field took the focus, the heading is read aloud.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [props.title])
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Logo />
      </header>
      <main className={classes.main} data-wide={props.wide || undefined}>
        <div className={classes.card}>
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {props.title}
          </h1>
          {props.lead !== undefined && <div className={classes.lead}>{props.lead}</div>}
          {props.children}
        </div>
      </main>
      <footer className={classes.footer}>
        <Suspense>
          <Preferences />
        </Suspense>
      </footer>
    </div>
  )
}
