// Hours of the week: whole weeks of days with a beginning and an end, in the time of one place.
import { Button, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useId } from 'react'
import { localeOf } from '../app/moments.ts'
import { SelectField } from '../app/select-field.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import type { Hours } from './dashboards.ts'
import { dayNames, ownTimeZone, timeZones } from './week.ts'

const mostSpans = 20
const workdays = [1, 2, 3, 4, 5]

type Span = Hours['spans'][number]

export function HoursEditor(props: {
  label: string
  description?: string
  hours: Hours | undefined
  onChange: (hours: Hours | undefined) => void
  isChecked: boolean
}) {
  const { t, language } = useTexts()
  const { hours, onChange } = props
  const short = dayNames(localeOf(language, navigator.languages), 'short')
  const long = dayNames(localeOf(language, navigator.languages), 'long')
  const first: Hours = { timeZone: ownTimeZone(), spans: [{ days: workdays, from: '07:00', to: '19:00' }] }
  const change = (at: number, changed: Partial<Span>): void => {
    if (hours === undefined) return
    const spans = hours.spans.map((span, index) => (index === at ? { ...span, ...changed } : span))
    onChange({ ...hours, spans })
  }
  return (
    <div className={classes.group}>
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={hours !== undefined}
          onChange={(event) => onChange(event.currentTarget.checked ? first : undefined)}
        />
        {props.label}
      </label>
      {props.description !== undefined && <p className={classes.small}>{props.description}</p>}
      {hours?.spans.map((span, at) => (
        // Spans have no name of their own, and are told apart by their place alone.
        <fieldset
          key={at}
          className={`${classes.group} ${classes.span}`}
          aria-label={t('hours.span', { number: at + 1 })}
        >
          <div className={classes.days}>
            {long.map((name, index) => (
              <label key={name} className={classes.day}>
                <input
                  type="checkbox"
                  aria-label={name}
                  checked={span.days.includes(index + 1)}
                  onChange={(event) =>
                    change(at, { days: withDay(span.days, index + 1, event.currentTarget.checked) })
                  }
                />
                <span aria-hidden>{short[index]}</span>
              </label>
            ))}
          </div>
          <div className={classes.times}>
            <TextInput
              type="time"
              label={t('hours.from')}
              value={shownTime(span.from)}
              onChange={(event) => change(at, { from: timeOr(event.currentTarget.value, span.from) })}
            />
            <TextInput
              type="time"
              label={t('hours.to')}
              value={shownTime(span.to)}
              onChange={(event) => change(at, { to: timeOr(event.currentTarget.value, span.to) })}
            />
            {hours.spans.length > 1 && (
              <button
                type="button"
                className={classes.iconButton}
                aria-label={t('hours.remove', { number: at + 1 })}
                onClick={() => onChange({ ...hours, spans: hours.spans.toSpliced(at, 1) })}
              >
                <IconTrash size={17} stroke={1.7} aria-hidden />
              </button>
            )}
          </div>
          {span.days.length === 0 && props.isChecked && <Mistake>{t('hours.noDay')}</Mistake>}
          {span.from >= span.to && shownTime(span.to) !== '00:00' && (
            <p className={classes.small}>{t('hours.overnight')}</p>
          )}
        </fieldset>
      ))}
      {hours !== undefined && (
        <>
          {hours.spans.length < mostSpans && (
            <div>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPlus size={15} aria-hidden />}
                onClick={() =>
                  onChange({
                    ...hours,
                    spans: [...hours.spans, { days: [6, 7], from: '09:00', to: '17:00' }],
                  })
                }
              >
                {t('hours.add')}
              </Button>
            </div>
          )}
          <SelectField
            label={t('hours.timeZone')}
            value={hours.timeZone}
            choices={timeZones(hours.timeZone).map((value) => ({ value, text: value.replaceAll('_', ' ') }))}
            onChoose={(timeZone) => onChange({ ...hours, timeZone })}
          />
        </>
      )}
    </div>
  )
}

function Mistake({ children }: { children: string }) {
  const id = useId()
  return (
    <p id={id} role="alert" style={{ margin: 0, fontSize: '0.8125rem', color: 'var(--mantine-color-error)' }}>
      {children}
    </p>
  )
}

function withDay(days: readonly number[], day: number, isIn: boolean): number[] {
  const others = days.filter((other) => other !== day)
  return isIn ? [...others, day].toSorted((a, b) => a - b) : others
}

/** A field for a time of day knows no 24:00; a span until 00:00 is the same one. */
const shownTime = (time: string): string => (time === '24:00' ? '00:00' : time)

/** A field that is half filled in has no value yet. */
const timeOr = (typed: string, before: string): string => (/^\d{2}:\d{2}$/.test(typed) ? typed : before)
