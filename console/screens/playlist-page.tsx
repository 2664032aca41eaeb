// One playlist: which dashboards, in which order, for how long and when. Its address ends with `new` before it is there.
import { Button, Skeleton, TextInput } from '@mantine/core'
import '@mantine/core/styles/Skeleton.css'
import { IconArrowLeft, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useBlocker, useNavigate, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import pageClasses from '../accounts/profile-page.module.css'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { client } from '../app/client.ts'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { queryClient } from '../app/query-client.ts'
import { SelectField } from '../app/select-field.tsx'
import { useStatus } from '../app/status.tsx'
import { useTexts } from '../texts/texts.ts'
import { isUsableItem, itemsOf, withKeys } from './playlist-draft.ts'
import { PlaylistItems } from './playlist-items.tsx'
import { playlistQuery, refreshPlaylists, type Playlist } from './screens.ts'

const transitions = ['cut', 'fade', 'slide'] as const

export function PlaylistPage() {
  const { t } = useTexts()
  const { id } = useParams({ from: '/signed-in/playlists/$id' })
  const isNew = id === 'new'
  const { data: playlist, error, refetch } = useQuery({ ...playlistQuery(id), enabled: !isNew })
  return (
    <>
      <p>
        <Link to="/playlists" className={formClasses.back}>
          <IconArrowLeft size={15} stroke={1.8} aria-hidden />
          {t('playlist.toAll')}
        </Link>
      </p>
      {isNew && <Editor playlist={undefined} key="new" />}
      {!isNew && playlist === undefined && error === null && <Skeleton height={240} />}
      {!isNew && playlist === undefined && error !== null && (
        <LoadFailure error={error} onRetry={() => void refetch()} />
      )}
      {!isNew && playlist !== undefined && <Editor playlist={playlist} key={id} />}
    </>
  )
}

function Editor({ playlist }: { playlist: Playlist | undefined }) {
  const { t } = useTexts()
  const say = useStatus()
  const navigate = useNavigate()
  const attempt = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const isSaved = useRef(false)
  const [name, setName] = useState(playlist?.name ?? '')
  const [transition, setTransition] = useState(playlist?.transition ?? 'fade')
  const [items, setItems] = useState(() => withKeys(playlist?.items ?? []))
  const [isChecked, setChecked] = useState(false)
  const [isDeleting, setDeleting] = useState(false)
  const body = { name: name.trim(), transition, items: itemsOf(items) }
  const [before] = useState(() => JSON.stringify(body))
  const isChanged = JSON.stringify(body) !== before
  const leaving = useBlocker({
    shouldBlockFn: () => isChanged && !isSaved.current,
    enableBeforeUnload: () => isChanged && !isSaved.current,
    withResolver: true,
  })
  const isUsable = body.name !== '' && items.every(isUsableItem)

  const save = async (): Promise<void> => {
    setChecked(true)
    if (!isUsable) return focusFirstMistake(form.current)
    const failure = await attempt.run(async () => {
      if (playlist === undefined) await client.call('POST /api/v1/playlists', { body })
      else {
        const params = { id: playlist.id }
        const changed = await client.call('PATCH /api/v1/playlists/{id}', { params, body })
        queryClient.setQueryData(playlistQuery(playlist.id).queryKey, changed)
      }
    })
    if (failure !== undefined) return
    isSaved.current = true
    await navigate({ to: '/playlists' })
    say(t('playlist.saved', { name: body.name }))
    await refreshPlaylists()
  }

  return (
    <>
      <PageHeading title={playlist?.name ?? t('playlists.add')} lead={t('playlist.lead')}>
        {playlist !== undefined && (
          <Button
            variant="default"
            size="sm"
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setDeleting(true)}
          >
            {t('playlist.delete')}
          </Button>
        )}
      </PageHeading>
      <form
        ref={form}
        className={pageClasses.cards}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        <Card title={t('playlist.how')}>
          <div className={formClasses.form} style={{ marginTop: '1rem' }}>
            <TextInput
              label={t('field.name')}
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={isChecked && body.name === '' && t('field.name.missing')}
            />
            <SelectField
              label={t('playlist.transition')}
              value={transition}
              choices={transitions.map((value) => ({ value, text: t(`playlist.transition.${value}`) }))}
              onChoose={setTransition}
            />
          </div>
        </Card>
        <Card title={t('playlist.items')} lead={t('playlist.items.lead')}>
          <PlaylistItems items={items} onChange={setItems} isChecked={isChecked} />
        </Card>
        <div>
          <FailureNotice attempt={attempt} />
          <div className={formClasses.actions}>
            <Button variant="default" onClick={() => void navigate({ to: '/playlists' })}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
              {t('action.save')}
            </Button>
          </div>
        </div>
      </form>
      {leaving.status === 'blocked' && (
        <ConfirmDialog
          title={t('leave.title')}
          text={t('leave.text')}
          confirmLabel={t('leave.confirm')}
          tone="danger"
          onClose={leaving.reset}
          closesItself={false}
          confirm={async () => leaving.proceed()}
        />
      )}
      {isDeleting && playlist !== undefined && (
        <ConfirmDialog
          title={t('playlist.delete.title', { name: playlist.name })}
          text={t('playlist.delete.text')}
          confirmLabel={t('playlist.delete')}
          tone="danger"
          onClose={() => setDeleting(false)}
          closesItself={false}
          confirm={async () => {
            await client.call('DELETE /api/v1/playlists/{id}', { params: { id: playlist.id } })
            isSaved.current = true
            await navigate({ to: '/playlists', replace: true })
            say(t('playlist.deleted', { name: playlist.name }))
            await refreshPlaylists()
          }}
        />
      )}
    </>
  )
}
