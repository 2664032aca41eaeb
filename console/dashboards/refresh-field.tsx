// How often a picture is made: few sensible choices, and whatever was set otherwise.
import { SelectField } from '../app/select-field.tsx'
import { durationOf } from '../app/duration.ts'
import { useTexts } from '../texts/texts.ts'
import type { Refresh } from './dashboards.ts'

const choices = [5, 15, 30, 60, 300, 900, 1800, 3600, 21_600, 86_400]

export function RefreshField(props: { refresh: Refresh; onChange: (refresh: Refresh) => void }) {
  const { t } = useTexts()
  const { refresh } = props
  const seconds = refresh === 'live' || choices.includes(refresh) ? choices : [...choices, refresh]
  return (
    <SelectField
      label={t('dashboard.refresh')}
      description={t(
        refresh === 'live' ? 'dashboard.refresh.live.description' : 'dashboard.refresh.description',
      )}
      value={String(refresh)}
      choices={[
        { value: 'live', text: t('dashboard.refresh.live') },
        ...seconds
          .toSorted((a, b) => a - b)
          .map((every) => ({
            value: String(every),
            text: t('dashboard.refresh.every', {
              duration: every === 60 ? t('duration.minutes', { count: 1 }) : durationOf(every, t),
            }),
          })),
      ]}
      onChoose={(value) => props.onChange(value === 'live' ? 'live' : Number(value))}
    />
  )
}
