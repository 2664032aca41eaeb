// The heading of a signed-in page: takes the focus when one comes from another page, so that it is read aloud.
import { useEffect, useRef, type ReactNode } from 'react'
import type { GuideName } from '../guides/guides.ts'
import { GuideLink } from './guide-link.tsx'
import { usePageTitle } from './page-title.ts'
import classes from './page-heading.module.css'

export function PageHeading(props: {
  title: string
  lead?: ReactNode
  /** What helps on this page. */
  guides?: readonly GuideName[]
  children?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  usePageTitle(props.title)
  useEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <h1 ref={heading} tabIndex={-1} className={classes.title}>
          {props.title}
        </h1>
        {props.lead !== undefined && <p className={classes.lead}>{props.lead}</p>}
        {props.guides !== undefined && (
          <p className={classes.guides}>
            {props.guides.map((guide) => (
              <GuideLink key={guide} guide={guide} />
            ))}
          </p>
        )}
      </div>
      {props.children}
    </div>
  )
}
