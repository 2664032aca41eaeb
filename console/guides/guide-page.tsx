// One guide, and the list of all; for everybody, signed in or not.
import { Link, useLoaderData, useRouter } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { EntryPage } from '../app/entry-page.tsx'
import formClasses from '../app/form.module.css'
import { useTexts } from '../texts/texts.ts'
import classes from './guide-page.module.css'
import { guideGroups } from './guides.ts'

export function GuidePage() {
  const { t, language } = useTexts()
  const router = useRouter()
  const { title, html } = useLoaderData({ from: '/help/$guide' })

  /** A link to another guide changes the page as every link of the console does. */
  const follow = (event: MouseEvent<HTMLElement>): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    const link = (event.target as Element).closest('a')
    if (link === null || link.origin !== location.origin) return
    event.preventDefault()
    // The address is that of the web; in the app it is another one.
    const guide = link.pathname.slice('/help/'.length)
    void router.navigate({ to: '/help/$guide', params: { guide } })
  }

  return (
    <EntryPage title={title} wide {...(language === 'en' ? {} : { lead: t('guides.inEnglish') })}>
      <article
        lang="en"
        className={classes.guide}
        onClick={follow}
        // Made at build time, from our own text.
        dangerouslySetInnerHTML={{ __html: html }}
      />
      <div className={formClasses.asides}>
        <Link to="/help">{t('guides.all')}</Link>
        <Link to="/">{t('guides.toConsole')}</Link>
      </div>
    </EntryPage>
  )
}

export function GuidesPage() {
  const { t } = useTexts()
  return (
    <EntryPage title={t('guides.title')} lead={t('guides.lead')}>
      {(['everybody', 'admins', 'services', 'wall', 'operators'] as const).map((group) => (
        <section key={group} className={classes.group}>
          <h2>{t(`guides.for.${group}`)}</h2>
          <ul>
            {guideGroups[group].map((guide) => (
              <li key={guide}>
                <Link to="/help/$guide" params={{ guide }}>
                  {t(`guide.${guide}`)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <div className={formClasses.asides}>
        <Link to="/">{t('guides.toConsole')}</Link>
      </div>
    </EntryPage>
  )
}
