// The screens of the organization, worst first: what each shows, how old that is, and when it was heard of.
import { Button } from '@mantine/core'
import { IconDeviceTv, IconMessage, IconPlaylist, IconPlus, IconStack2 } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useRouteContext, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import pageClasses from '../accounts/users-page.module.css'
import { isAdmin } from '../accounts/roles.ts'
import { Age } from '../app/age.tsx'
import { GuideLink } from '../app/guide-link.tsx'
import { LoadFailure } from '../app/load-failure.tsx'
import { PageHeading } from '../app/page-heading.tsx'
import { SelectField } from '../app/select-field.tsx'
import { LoadingTiles } from '../dashboards/dashboards-page.tsx'
import tileClasses from '../dashboards/dashboards.module.css'
import { Thumbnail } from '../dashboards/thumbnail.tsx'
import { useTexts } from '../texts/texts.ts'
import { MessageDialog } from './message-dialog.tsx'
import { PairDialog } from './pair-dialog.tsx'
import { ScreenState, screenTones, shownBy } from './screen-state.tsx'
import classes from './screens.module.css'
import { screenNamesQuery, screenPicture, screensQuery, tagsOf, type Screen } from './screens.ts'
import { ShowDialog } from './show-dialog.tsx'
import { useNames } from './shows-field.tsx'

type Opened = 'pair' | 'show' | 'message'

export function ScreensPage() {
  const { t } = useTexts()
  const { me } = useRouteContext({ from: '/signed-in' })
  const navigate = useNavigate()
  const { tag = '', pair } = useSearch({ from: '/signed-in/screens' })
  const list = useInfiniteQuery(screensQuery(tag))
  const { data: names = [] } = useQuery(screenNamesQuery)
  const [opened, setOpened] = useState<Opened | undefined>(pair === undefined ? undefined : 'pair')
  const all = list.data?.pages.flatMap((page) => page.items)
  const mayManage = isAdmin(me.account)
  const tags = tagsOf(names)
  const hasAny = (all?.length ?? 0) > 0
  return (
    <>
      <PageHeading title={t('screens.title')} lead={t('screens.lead')}>
        {mayManage && (list.isError || hasAny || tag !== '') && (
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setOpened('pair')}>
            {t('screens.pair')}
          </Button>
        )}
      </PageHeading>
      <div className={classes.toolbar}>
        <div className={classes.buttons}>
          {mayManage && hasAny && (
            <>
              <Button
                size="sm"
                variant="default"
                leftSection={<IconStack2 size={16} aria-hidden />}
                onClick={() => setOpened('show')}
              >
                {t('screens.showOnMany')}
              </Button>
              <Button
                size="sm"
                variant="default"
                leftSection={<IconMessage size={16} aria-hidden />}
                onClick={() => setOpened('message')}
              >
                {t('screens.message')}
              </Button>
            </>
          )}
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlaylist size={16} aria-hidden />}
            onClick={() => void navigate({ to: '/playlists' })}
          >
            {t('playlists.title')}
          </Button>
        </div>
        {(tags.length > 0 || tag !== '') && (
          <SelectField
            label={t('screens.filter')}
            value={tag}
            choices={[
              { value: '', text: t('which.all') },
              ...[...new Set([...tags, ...(tag === '' ? [] : [tag])])].map((value) => ({
                value,
                text: value,
              })),
            ]}
            onChoose={(chosen) =>
              void navigate({ to: '/screens', search: chosen === '' ? {} : { tag: chosen }, replace: true })
            }
          />
        )}
      </div>
      {all === undefined && list.error === null && <LoadingTiles />}
      {all === undefined && list.error !== null && (
        <div className={tileClasses.frame}>
          <LoadFailure error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {all !== undefined && hasAny && (
        <ul className={tileClasses.grid} aria-label={t('screens.title')}>
          {all.map((screen) => (
            <Tile key={screen.id} screen={screen} />
          ))}
        </ul>
      )}
      {all?.length === 0 && (
        <div className={tileClasses.frame}>
          <div className={pageClasses.empty}>
            <IconDeviceTv size={32} stroke={1.4} aria-hidden />
            <h2 className={pageClasses.emptyTitle}>{t('screens.none.title')}</h2>
            <p className={pageClasses.emptyText}>
              {t('screens.none.text', { address: `${window.location.origin}/screen` })}
            </p>
            {mayManage && (
              <>
                <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setOpened('pair')}>
                  {t('screens.none.pair')}
                </Button>
                <p className={pageClasses.emptyText}>
                  <GuideLink guide="pair-a-screen" />
                </p>
              </>
            )}
          </div>
        </div>
      )}
      {list.hasNextPage && (
        <div className={pageClasses.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('list.more')}
          </Button>
        </div>
      )}
      {opened === 'pair' && mayManage && (
        <PairDialog
          first={pair}
          onClose={() => {
            setOpened(undefined)
            if (pair !== undefined) void navigate({ to: '/screens', search: {}, replace: true })
          }}
        />
      )}
      {opened === 'show' && <ShowDialog onClose={() => setOpened(undefined)} />}
      {opened === 'message' && <MessageDialog onClose={() => setOpened(undefined)} />}
    </>
  )
}

function Tile({ screen }: { screen: Screen }) {
  const { t } = useTexts()
  const nameOf = useNames()
  const { id, name, state, tags, now, lastSeenAt, message } = screen
  const tone = screenTones[state]
  return (
    <li className={tileClasses.tile}>
      <Thumbnail
        address={screenPicture(screen)}
        tone={tone === 'warn' || tone === 'bad' ? tone : undefined}
      />
      <div className={tileClasses.words}>
        <h2 className={tileClasses.name}>
          <Link to="/screens/$id" params={{ id }}>
            {name}
          </Link>
        </h2>
        <div className={tileClasses.line}>
          <ScreenState state={state} />
          {now?.takenAt !== undefined && (
            <span className={tileClasses.small}>
              {t('screen.pictureOf')} <Age at={now.takenAt} />
            </span>
          )}
        </div>
        <p className={tileClasses.small}>
          {message === undefined ? shownBy(screen, nameOf, t) : t('screen.hasMessage')}
        </p>
        <p className={tileClasses.small}>
          {lastSeenAt === undefined ? (
            t('screen.neverSeen')
          ) : (
            <>
              {t('screen.lastSeen')} <Age at={lastSeenAt} />
            </>
          )}
        </p>
        {tags.length > 0 && (
          <div className={classes.tags}>
            {tags.map((tag) => (
              <span key={tag} className={classes.tag}>
                {tag}
              </span>
            ))}
          </div>
        )}
      </div>
    </li>
  )
}
