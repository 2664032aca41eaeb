// One screen: what it shows now, what it is to show and how, and what can be done about it.
import { Button, Skeleton, TextInput } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconArrowLeft, IconDeviceTvOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useRouteContext } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import pageClasses from '../accounts/profile-page.module.css'
import { isAdmin } from '../accounts/roles.ts'
import { Age } from '../app/age.tsx'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { formatMoment } from '../app/moments.ts'
import { Notice } from '../app/notice.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { SelectField } from '../app/select-field.tsx'
import { useStatus } from '../app/status.tsx'
import { areHoursUsable } from '../dashboards/draft.ts'
import { HoursEditor } from '../dashboards/hours-editor.tsx'
import { useTexts } from '../texts/texts.ts'
import { PlaysCard } from './plays-card.tsx'
import { ScreenState } from './screen-state.tsx'
import classes from './screens.module.css'
import { changeScreen, refreshScreens, screenPicture, screenQuery, type Screen } from './screens.ts'
import { ShowsField } from './shows-field.tsx'
import { tagsTyped } from './tags.ts'

const orientations = ['as_it_is', 'turned_right', 'upside_down', 'turned_left'] as const
const fits = ['contain', 'cover', 'fill'] as const

export function ScreenPage() {
  const { t } = useTexts()
  const { id } = useParams({ from: '/signed-in/screens/$id' })
  const { data: screen, error, refetch } = useQuery(screenQuery(id))
  return (
    <>
      <p>
        <Link to="/screens" className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('screen.toAll')}
        </Link>
      </p>
      {screen === undefined && error === null && <Skeleton height={240} />}
      {screen === undefined && error !== null && <LoadFailure error={error} onRetry={() => void refetch()} />}
      {screen !== undefined && <Loaded screen={screen} key={screen.id} />}
    </>
  )
}

function Loaded({ screen }: { screen: Screen }) {
  const { me } = useRouteContext({ from: '/signed-in' })
  const mayManage = isAdmin(me.account)
  return (
    <>
      <PageHeading title={screen.name} />
      <div className={pageClasses.cards}>
        <NowCard screen={screen} mayManage={mayManage} />
        {mayManage && <SettingsCard screen={screen} />}
        <DeviceCard screen={screen} />
        {mayManage && <PlaysCard screenId={screen.id} />}
        {mayManage && <UnpairCard screen={screen} />}
      </div>
    </>
  )
}

function NowCard({ screen, mayManage }: { screen: Screen; mayManage: boolean }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const [failed, setFailed] = useState<string>()
  const { id, name, now, state } = screen
  const address = screenPicture(screen)
  return (
    <Card title={t('screen.now')} beside={<ScreenState state={state} />}>
      <div className={formClasses.form} style={{ marginTop: '1rem' }}>
        <div className={classes.picture}>
          {address === undefined || address === failed ? (
            <IconDeviceTvOff size={36} stroke={1.2} aria-hidden />
          ) : (
            <img src={address} alt={t('screen.picture')} onError={() => setFailed(address)} />
          )}
        </div>
        {now === undefined ? (
          <p className={formClasses.lead}>
            {t(screen.shows.kind === 'nothing' ? 'screen.nothingChosen' : 'screen.nothingYet')}
          </p>
        ) : (
          <p className={formClasses.lead}>
            <Link to="/dashboards/$id" params={{ id: now.dashboard }}>
              {now.name}
            </Link>
            {now.takenAt !== undefined && (
              <>
                , {t('screen.pictureOf')} <Age at={now.takenAt} />
              </>
            )}
          </p>
        )}
        {state === 'offline' && <Notice tone="warn">{t('screen.offline.toDo')}</Notice>}
        {now?.isTrue === false && state !== 'offline' && <Notice tone="info">{t('screen.notNewest')}</Notice>}
        {screen.message !== undefined && <Notice tone="info">{t('screen.hasMessage')}</Notice>}
        <FailureNotice attempt={attempt} />
        <div className={`${formClasses.actions} ${formClasses.start}`}>
          <Button
            variant="default"
            loading={attempt.isBusy}
            onClick={() =>
              void attempt.run(async () => {
                await client.call('POST /api/v1/screens/{id}/identify', { params: { id } })
                say(t('screen.identified', { name }))
              })
            }
          >
            {t('screen.identify')}
          </Button>
          {mayManage && (
            <Button
              variant="default"
              loading={attempt.isBusy}
              onClick={() =>
                void attempt.run(async () => {
                  await client.call('POST /api/v1/screens/{id}/restart', { params: { id } })
                  say(t('screen.restarted', { name }))
                })
              }
            >
              {t('screen.restart')}
            </Button>
          )}
        </div>
      </div>
    </Card>
  )
}

function SettingsCard({ screen }: { screen: Screen }) {
  const { t } = useTexts()
  const say = useStatus()
  const attempt = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const [name, setName] = useState(screen.name)
  const [tags, setTags] = useState(screen.tags.join(', '))
  const [shows, setShows] = useState(screen.shows)
  const [orientation, setOrientation] = useState(screen.orientation)
  const [fit, setFit] = useState(screen.fit)
  const [hours, setHours] = useState(screen.hours)
  const [isChecked, setChecked] = useState(false)
  const isEmpty = name.trim() === ''

  const save = async (): Promise<void> => {
    setChecked(true)
    if (isEmpty || !areHoursUsable({ hours })) return focusFirstMistake(form.current)
    const failure = await attempt.run(() =>
      changeScreen(screen.id, {
        name: name.trim(),
        tags: tagsTyped(tags),
        shows,
        orientation,
        fit,
        hours: hours ?? null,
      }),
    )
    if (failure === undefined) say(t('screen.saved', { name: name.trim() }))
  }

  return (
    <Card title={t('screen.settings')}>
      <form
        ref={form}
        className={formClasses.form}
        style={{ marginTop: '1rem' }}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <ShowsField label={t('screen.shows')} shows={shows} onChoose={setShows} />
        <SelectField
          label={t('screen.orientation')}
          value={orientation}
          choices={orientations.map((value) => ({ value, text: t(`screen.orientation.${value}`) }))}
          onChoose={setOrientation}
        />
        <SelectField
          label={t('screen.fit')}
          value={fit}
          choices={fits.map((value) => ({ value, text: t(`screen.fit.${value}`) }))}
          onChoose={setFit}
        />
        <TextInput
          label={t('screen.name')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isChecked && isEmpty && t('field.name.missing')}
        />
        <TextInput
          label={t('screen.tags')}
          description={t('screen.tags.description')}
          maxLength={900}
          value={tags}
          onChange={(event) => setTags(event.currentTarget.value)}
        />
        <HoursEditor
          label={t('screen.hours')}
          description={t('screen.hours.description')}
          hours={hours}
          onChange={setHours}
          isChecked={isChecked}
        />
        <FailureNotice attempt={attempt} />
        <div className={formClasses.actions}>
          <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function DeviceCard({ screen }: { screen: Screen }) {
  const { t, language } = useTexts()
  const { device, address, width, height, pixelRatio, lastSeenAt, pairedAt } = screen
  const facts = [
    { term: t('screen.device'), value: device === '' ? t('history.unknownDevice') : device },
    { term: t('screen.address'), value: address },
    ...(width === undefined || height === undefined
      ? []
      : [
          {
            term: t('screen.size'),
            value: `${width} × ${height}${pixelRatio === undefined || pixelRatio === 1 ? '' : `, ${pixelRatio} ×`}`,
          },
        ]),
    {
      term: t('screen.lastSeen'),
      value: lastSeenAt === undefined ? t('screen.neverSeen') : <Age at={lastSeenAt} />,
    },
    { term: t('screen.paired'), value: formatMoment(pairedAt, language) },
  ]
  return (
    <Card title={t('screen.deviceTitle')}>
      <dl className={pageClasses.facts}>
        {facts.map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function UnpairCard({ screen }: { screen: Screen }) {
  const { t } = useTexts()
  const say = useStatus()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const { id, name } = screen
  return (
    <Card title={t('screen.unpair')} lead={t('screen.unpair.lead')}>
      <div className={`${formClasses.actions} ${formClasses.start}`}>
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setOpen(true)}>
          {t('screen.unpair')}
        </Button>
      </div>
      {isOpen && (
        <ConfirmDialog
          title={t('screen.unpair.title', { name })}
          text={t('screen.unpair.text')}
          confirmLabel={t('screen.unpair')}
          tone="danger"
          onClose={() => setOpen(false)}
          closesItself={false}
          confirm={async () => {
            await client.call('DELETE /api/v1/screens/{id}', { params: { id } })
            // First away from the page that would ask for what is gone.
            await navigate({ to: '/screens', replace: true })
            await refreshScreens()
            say(t('screen.unpaired', { name }))
          }}
        />
      )}
    </Card>
  )
}
