// Alerts: where the organization is told what goes wrong on the wall, and how the last one went.
import { Button, Skeleton } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconMail, IconWebhook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import profileClasses from '../accounts/profile-page.module.css'
import { useAttempt } from '../app/attempt.ts'
import { Badge } from '../app/badge.tsx'
import { Card } from '../app/card.tsx'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { Dialog } from '../app/dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { PageHeading } from '../app/page-heading.tsx'
import { useStatus } from '../app/status.tsx'
import { useFreshly } from '../sessions/step-up.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from '../totp/two-factor-card.module.css'
import { AboutFields, AddTargetDialog, SecretDialog } from './add-target-dialog.tsx'
import {
  changeTarget,
  nameOfTarget,
  refreshTargets,
  removeTarget,
  replaceSecret,
  sendTest,
  targetsQuery,
  type AlertTarget,
} from './alerts.ts'

/** A test is on its way for a moment; the list is read anew until it says how it went. */
const rereadMs = 2000

export function AlertsPage() {
  const { t } = useTexts()
  const [isAdding, setAdding] = useState(false)
  const [tested, setTested] = useState<{ id: string; lastAt: string | undefined }>()
  const isOnItsWay = (items: readonly AlertTarget[]): boolean =>
    tested !== undefined && items.find(({ id }) => id === tested.id)?.last?.at === tested.lastAt
  const { data, error, refetch } = useQuery({
    ...targetsQuery,
    refetchInterval: ({ state }) =>
      state.dataUpdateCount < 1000 && isOnItsWay(state.data?.items ?? []) ? rereadMs : false,
  })
  return (
    <>
      <PageHeading title={t('alerts.title')} lead={t('alerts.lead')} guides={['when-a-sign-in-fails']}>
        <Button onClick={() => setAdding(true)}>{t('alerts.add')}</Button>
      </PageHeading>
      <div className={profileClasses.cards}>
        <Card title={t('alerts.targets')}>
          {data === undefined && error === null && <Skeleton height={62} mt="sm" />}
          {data === undefined && error !== null && (
            <LoadFailure error={error} onRetry={() => void refetch()} />
          )}
          {data?.items.length === 0 && (
            <div className={classes.requirement}>
              <p className={classes.small}>{t('alerts.none')}</p>
            </div>
          )}
          {data !== undefined && data.items.length > 0 && (
            <ul className={classes.list} aria-label={t('alerts.targets')}>
              {data.items.map((target) => (
                <TargetItem
                  key={target.id}
                  target={target}
                  isTested={tested?.id === target.id && isOnItsWay(data.items)}
                  onTested={() => setTested({ id: target.id, lastAt: target.last?.at })}
                />
              ))}
            </ul>
          )}
        </Card>
      </div>
      {isAdding && <AddTargetDialog onClose={() => setAdding(false)} />}
    </>
  )
}

type Opened = 'change' | 'secret' | 'remove'

function TargetItem(props: { target: AlertTarget; isTested: boolean; onTested: () => void }) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const [opened, setOpened] = useState<Opened>()
  const { target } = props
  const name = nameOfTarget(target)
  const Icon = target.kind === 'webhook' ? IconWebhook : IconMail
  const close = () => setOpened(undefined)
  return (
    <li className={classes.item}>
      <Icon size={22} stroke={1.6} aria-hidden />
      <div className={classes.itemWords}>
        <div className={classes.itemName} style={{ overflowWrap: 'anywhere' }}>
          {name}
          {!target.isOn && <Badge tone="quiet">{t('alerts.off')}</Badge>}
        </div>
        <p className={classes.small}>{target.about.map((kind) => t(`alerts.about.${kind}`)).join(', ')}</p>
        <p className={classes.small} aria-live="polite">
          {props.isTested ? t('alerts.test.sending') : <LastTry target={target} />}
        </p>
        <FailureNotice attempt={attempt} />
      </div>
      <div className={classes.itemActions}>
        <Button
          variant="default"
          size="xs"
          loading={attempt.isBusy}
          aria-label={t('alerts.test.named', { name })}
          onClick={() =>
            void attempt.run(async () => {
              await sendTest(target.id)
              props.onTested()
              await refreshTargets()
            })
          }
        >
          {t('alerts.test')}
        </Button>
        <Button
          variant="default"
          size="xs"
          aria-label={t('alerts.change.named', { name })}
          onClick={() => setOpened('change')}
        >
          {t('alerts.change')}
        </Button>
        {target.kind === 'webhook' && (
          <Button
            variant="default"
            size="xs"
            aria-label={t('alerts.newSecret.named', { name })}
            onClick={() => setOpened('secret')}
          >
            {t('alerts.newSecret')}
          </Button>
        )}
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          aria-label={t('alerts.remove.named', { name })}
          onClick={() => setOpened('remove')}
        >
          {t('alerts.remove')}
        </Button>
      </div>
      {opened === 'change' && <ChangeDialog target={target} onClose={close} />}
      {opened === 'secret' && <NewSecretDialog target={target} onClose={close} />}
      {opened === 'remove' && <RemoveDialog target={target} onClose={close} />}
    </li>
  )
}

function LastTry({ target: { last } }: { target: AlertTarget }) {
  const { t, language } = useTexts()
  if (last === undefined) return t('alerts.last.none')
  const moment = formatMoment(last.at, language)
  if (last.isDelivered) return t('alerts.last.delivered', { moment })
  const why = t(`alerts.problem.${last.problem ?? 'no_answer'}`, { status: last.status ?? '' })
  return (
    <>
      <Badge tone="bad">{t('alerts.last.failed')}</Badge> {moment}: {why}
    </>
  )
}

function ChangeDialog({ target, onClose }: { target: AlertTarget; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const [about, setAbout] = useState(target.about)
  const save = (change: Parameters<typeof changeTarget>[1], sentence: string): void => {
    void attempt
      .run(() => changeTarget(target.id, change))
      .then((failure) => {
        if (failure !== undefined) return
        onClose()
        say(sentence)
      })
  }
  return (
    <Dialog title={t('alerts.change.title', { name: nameOfTarget(target) })} size="sm" onClose={onClose}>
      <form
        className={formClasses.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (about.length > 0) save({ about }, t('alerts.changed'))
        }}
      >
        <FailureNotice attempt={attempt} />
        <AboutFields about={about} onChange={setAbout} isMissing={about.length === 0} />
        <div className={formClasses.actions}>
          <Button
            variant="default"
            disabled={attempt.isBusy}
            onClick={() =>
              save({ isOn: !target.isOn }, t(target.isOn ? 'alerts.switchedOff' : 'alerts.switchedOn'))
            }
          >
            {t(target.isOn ? 'alerts.switchOff' : 'alerts.switchOn')}
          </Button>
          <Button type="submit" loading={attempt.isBusy}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function NewSecretDialog({ target, onClose }: { target: AlertTarget; onClose: () => void }) {
  const { t } = useTexts()
  const freshly = useFreshly()
  const [secret, setSecret] = useState<string>()
  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <ConfirmDialog
      title={t('alerts.newSecret.title', { name: nameOfTarget(target) })}
      text={t('alerts.newSecret.text')}
      confirmLabel={t('alerts.newSecret')}
      closesItself={false}
      onClose={onClose}
      confirm={async () => setSecret(await freshly(() => replaceSecret(target.id)))}
    />
  )
}

function RemoveDialog({ target, onClose }: { target: AlertTarget; onClose: () => void }) {
  const { t } = useTexts()
  const say = useStatus()
  const name = nameOfTarget(target)
  return (
    <ConfirmDialog
      title={t('alerts.remove.title', { name })}
      text={t('alerts.remove.text')}
      confirmLabel={t('alerts.remove')}
      tone="danger"
      onClose={onClose}
      confirm={async () => {
        await removeTarget(target.id)
        say(t('alerts.removed', { name }))
      }}
    />
  )
}
