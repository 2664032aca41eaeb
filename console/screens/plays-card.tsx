// What a screen has shown, by the hour, and the same as a file.
import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { saveFile } from '../app/download.ts'
import { durationOf } from '../app/duration.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './screens.module.css'
import { playsQuery } from './screens.ts'

export function PlaysCard({ screenId }: { screenId: string }) {
  const { t, language } = useTexts()
  const freshly = useFreshly()
  const attempt = useAttempt()
  const list = useInfiniteQuery(playsQuery(screenId))
  const plays = list.data?.pages.flatMap((page) => page.items)
  const save = (format: 'csv' | 'json') =>
    attempt.run(() => freshly(() => saveFile(`/api/v1/plays/export?format=${format}&screen=${screenId}`)))
  return (
    <Card title={t('plays.title')} lead={t('plays.lead')}>
      <div className={formClasses.form} style={{ marginTop: '1rem' }}>
        <FailureNotice attempt={attempt} />
        {plays === undefined && list.error !== null && (
          <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
        )}
        {plays?.length === 0 && <p className={classes.small}>{t('plays.none')}</p>}
        {plays !== undefined && plays.length > 0 && (
          <>
            <table className={classes.plays} aria-label={t('plays.title')}>
              <thead>
                <tr>
                  <th scope="col">{t('plays.hour')}</th>
                  <th scope="col">{t('plays.what')}</th>
                  <th scope="col">{t('plays.long')}</th>
                </tr>
              </thead>
              <tbody>
                {plays.map((play) => (
                  <tr key={`${play.hour} ${play.dashboard}`}>
                    <th scope="row">
                      <time dateTime={play.hour}>{formatMoment(play.hour, language)}</time>
                    </th>
                    <td>{play.dashboardName}</td>
                    <td>
                      {durationOf(play.seconds, t)}
                      <span className={classes.small} style={{ display: 'block' }}>
                        {t('plays.oldest', { duration: durationOf(play.oldestSeconds, t) })}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div className={classes.buttons}>
              {list.hasNextPage && (
                <Button
                  size="xs"
                  variant="default"
                  loading={list.isFetchingNextPage}
                  onClick={() => void list.fetchNextPage()}
                >
                  {t('list.more')}
                </Button>
              )}
              {(['csv', 'json'] as const).map((format) => (
                <Button
                  key={format}
                  size="xs"
                  variant="default"
                  leftSection={<IconDownload size={15} aria-hidden />}
                  loading={attempt.isBusy}
                  onClick={() => void save(format)}
                >
                  {t(`history.export.${format}`)}
                </Button>
              ))}
            </div>
          </>
        )}
      </div>
    </Card>
  )
}
