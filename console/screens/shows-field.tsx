// The choice of what a screen shows: a dashboard, a playlist, or nothing.
import { useQuery } from '@tanstack/react-query'
import { SelectField } from '../app/select-field.tsx'
import { dashboardNamesQuery } from '../dashboards/dashboards.ts'
import { useTexts } from '../texts/texts.ts'
import type { NameOf } from './screen-state.tsx'
import { playlistNamesQuery, type Shows } from './screens.ts'

export function ShowsField(props: {
  label: string
  description?: string
  shows: Shows
  onChoose: (shows: Shows) => void
}) {
  const { t } = useTexts()
  const { data: dashboards = [] } = useQuery(dashboardNamesQuery)
  const { data: playlists = [] } = useQuery(playlistNamesQuery)
  const { shows } = props
  const choices = [
    { value: 'nothing', text: t('screen.shows.nothing') },
    ...playlists.map(({ id, name }) => ({
      value: `playlist ${id}`,
      text: t('screen.shows.aPlaylist', { name }),
    })),
    ...dashboards.map(({ id, name }) => ({ value: `dashboard ${id}`, text: name })),
  ]
  const value = valueOf(shows)
  return (
    <SelectField
      label={props.label}
      {...(props.description === undefined ? {} : { description: props.description })}
      value={value}
      // Before the names are loaded, what is chosen already.
      choices={
        choices.some((choice) => choice.value === value) ? choices : [...choices, { value, text: '…' }]
      }
      onChoose={(chosen) => props.onChoose(showsOf(chosen))}
    />
  )
}

/** What a dashboard or a playlist is called, once that is known. */
export function useNames(): NameOf {
  const { data: dashboards = [] } = useQuery(dashboardNamesQuery)
  const { data: playlists = [] } = useQuery(playlistNamesQuery)
  return (id) => [...dashboards, ...playlists].find((one) => one.id === id)?.name
}

function valueOf(shows: Shows): string {
  switch (shows.kind) {
    case 'nothing':
      return 'nothing'
    case 'dashboard':
      return `dashboard ${shows.dashboard}`
    case 'playlist':
      return `playlist ${shows.playlist}`
  }
}

function showsOf(value: string): Shows {
  const [kind, id = ''] = value.split(' ')
  if (kind === 'dashboard') return { kind, dashboard: id }
  if (kind === 'playlist') return { kind, playlist: id }
  return { kind: 'nothing' }
}
