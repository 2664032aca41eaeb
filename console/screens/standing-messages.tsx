// Over every page while a message stands on screens: what they say, and the way back.
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconBellRinging, IconMessage } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './standing-messages.module.css'
import { takeMessageBack, wallMessagesQuery } from './wall-messages.ts'

const icons = { note: IconMessage, warning: IconAlertTriangle, alarm: IconBellRinging }

export function StandingMessages({ mayTakeBack }: { mayTakeBack: boolean }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const { data } = useQuery(wallMessagesQuery)
  const messages = data?.items ?? []
  if (messages.length === 0) return null
  return (
    <aside className={classes.all} aria-label={t('message.standing')}>
      {messages.map(({ id, level, text, screens }) => {
        const Icon = icons[level]
        return (
          <div key={id} className={classes.message} data-level={level}>
            <Icon size={20} stroke={1.8} aria-hidden />
            <div className={classes.words}>
              <p className={classes.where}>{t(`message.stands.${level}`, { count: screens })}</p>
              {text !== '' && <p className={classes.text}>{text}</p>}
            </div>
            {mayTakeBack && (
              <Button
                size="xs"
                variant="default"
                loading={attempt.isBusy}
                onClick={() =>
                  void attempt.run(async () => {
                    await takeMessageBack(id)
                    say(t('message.takenBack'))
                  })
                }
              >
                {t('message.takeBack')}
              </Button>
            )}
          </div>
        )
      })}
      <FailureNotice attempt={attempt} />
    </aside>
  )
}
