// The items of a playlist: added, put in order by buttons or by dragging, each with its time and its hours.
import { Button, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconClock, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog } from '../app/dialog.tsx'
import formClasses from '../app/form.module.css'
import { SelectField } from '../app/select-field.tsx'
import { dashboardNamesQuery } from '../dashboards/dashboards.ts'
import { HoursEditor } from '../dashboards/hours-editor.tsx'
import { IconButton } from '../dashboards/steps-editor.tsx'
import { useTexts } from '../texts/texts.ts'
import { isSeconds, moved, type ItemDraft } from './playlist-draft.ts'
import classes from './screens.module.css'

const mostItems = 100
const usualSeconds = '30'

export function PlaylistItems(props: {
  items: ItemDraft[]
  onChange: (items: ItemDraft[]) => void
  isChecked: boolean
}) {
  const { t } = useTexts()
  const { items, onChange } = props
  const { data: dashboards = [] } = useQuery(dashboardNamesQuery)
  const [dragged, setDragged] = useState<number>()
  const [over, setOver] = useState<number>()
  const [timed, setTimed] = useState<number>()
  const change = (at: number, changed: Partial<ItemDraft>): void =>
    onChange(items.map((item, index) => (index === at ? { ...item, ...changed } : item)))
  const add = (dashboard: string): void => {
    if (dashboard === '') return
    const key = Math.max(-1, ...items.map((item) => item.key)) + 1
    onChange([...items, { key, dashboard, seconds: items.at(-1)?.seconds ?? usualSeconds, hours: undefined }])
  }
  const timedItem = timed === undefined ? undefined : items[timed]
  return (
    <div className={formClasses.form} style={{ marginTop: '1rem' }}>
      {items.length > 0 && (
        <ol className={classes.items} aria-label={t('playlist.items')}>
          {items.map(({ key, dashboard, seconds, hours }, at) => {
            const name = dashboards.find(({ id }) => id === dashboard)?.name ?? '…'
            const number = at + 1
            return (
              <li
                key={key}
                className={classes.item}
                data-over={over === at || undefined}
                onDragOver={(event) => {
                  if (dragged === undefined) return
                  event.preventDefault()
                  setOver(at)
                }}
                onDrop={(event) => {
                  event.preventDefault()
                  if (dragged !== undefined) onChange(moved(items, dragged, at))
                  setDragged(undefined)
                  setOver(undefined)
                }}
              >
                <span
                  className={classes.handle}
                  draggable
                  aria-hidden
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = 'move'
                    event.dataTransfer.setData('text/plain', name)
                    setDragged(at)
                  }}
                  onDragEnd={() => {
                    setDragged(undefined)
                    setOver(undefined)
                  }}
                >
                  <IconGripVertical size={18} stroke={1.6} />
                </span>
                <span className={classes.itemName}>
                  {name}
                  {hours !== undefined && <span className={classes.small}> {t('playlist.hasHours')}</span>}
                </span>
                <TextInput
                  className={classes.seconds}
                  size="xs"
                  aria-label={t('playlist.seconds', { name })}
                  inputMode="numeric"
                  maxLength={5}
                  rightSection={<span className={classes.small}>s</span>}
                  value={seconds}
                  onChange={(event) => change(at, { seconds: event.currentTarget.value })}
                  error={!isSeconds(seconds)}
                />
                <span className={classes.itemButtons}>
                  <IconButton
                    label={t('playlist.hours', { name })}
                    icon={IconClock}
                    onPress={() => setTimed(at)}
                  />
                  <IconButton
                    label={t('order.up', { number })}
                    icon={IconArrowUp}
                    isOff={at === 0}
                    onPress={() => onChange(moved(items, at, at - 1))}
                  />
                  <IconButton
                    label={t('order.down', { number })}
                    icon={IconArrowDown}
                    isOff={number === items.length}
                    onPress={() => onChange(moved(items, at, at + 1))}
                  />
                  <IconButton
                    label={t('order.remove', { number })}
                    icon={IconTrash}
                    onPress={() => onChange(items.toSpliced(at, 1))}
                  />
                </span>
              </li>
            )
          })}
        </ol>
      )}
      {items.some(({ seconds }) => !isSeconds(seconds)) && (
        <p role="alert" className={classes.mistake}>
          {t('playlist.seconds.wrong')}
        </p>
      )}
      {items.length < mostItems && (
        <SelectField
          label={t('playlist.add')}
          value=""
          choices={[
            { value: '', text: t(dashboards.length === 0 ? 'playlist.noDashboards' : 'playlist.choose') },
            ...dashboards.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          onChoose={add}
        />
      )}
      {timed !== undefined && timedItem !== undefined && (
        <Dialog
          title={t('playlist.hours', {
            name: dashboards.find(({ id }) => id === timedItem.dashboard)?.name ?? '',
          })}
          onClose={() => setTimed(undefined)}
        >
          <div className={formClasses.form}>
            <HoursEditor
              label={t('playlist.onlyAt')}
              hours={timedItem.hours}
              onChange={(hours) => change(timed, { hours })}
              isChecked
            />
            <div className={formClasses.actions}>
              <Button onClick={() => setTimed(undefined)}>{t('action.done')}</Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  )
}
