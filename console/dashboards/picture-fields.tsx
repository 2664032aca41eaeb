// How the picture of a dashboard is made: its size, what of the page it shows, and when the page is ready.
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconCrop, IconX } from '@tabler/icons-react'
import { SelectField } from '../app/select-field.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import { numberIn, sides, waits, type DashboardDraft, type Rectangle } from './draft.ts'

interface FieldsProps {
  draft: DashboardDraft
  onChange: (change: Partial<DashboardDraft>) => void
}

const presets = [
  { value: 'hd', width: '1920', height: '1080' },
  { value: 'fourK', width: '3840', height: '2160' },
  { value: 'portrait', width: '1080', height: '1920' },
  { value: 'small', width: '1280', height: '720' },
] as const

const scales = [1, 1.5, 2, 3]
const zooms = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3]

export function SizeFields({ draft, onChange }: FieldsProps) {
  const { t } = useTexts()
  const preset = presets.find(({ width, height }) => width === draft.width && height === draft.height)
  const withOwn = (all: readonly number[], own: number) =>
    (all.includes(own) ? all : [...all, own]).toSorted((a, b) => a - b).map(String)
  return (
    <>
      <SelectField
        label={t('capture.viewport')}
        value={preset?.value ?? 'custom'}
        choices={[
          ...presets.map(({ value, width, height }) => ({
            value,
            text: `${t(`capture.viewport.${value}`)} (${width} × ${height})`,
          })),
          { value: 'custom' as const, text: t('capture.viewport.custom') },
        ]}
        onChoose={(chosen) => {
          const found = presets.find(({ value }) => value === chosen)
          // Something that is none of them, to be changed.
          onChange(found ?? { width: String(Number(draft.width) + 1 || 1600), height: draft.height })
        }}
      />
      {preset === undefined && (
        <div className={classes.pair}>
          {(['width', 'height'] as const).map((side) => (
            <TextInput
              key={side}
              label={t(`capture.${side}`)}
              inputMode="numeric"
              maxLength={4}
              value={draft[side]}
              onChange={(event) => onChange({ [side]: event.currentTarget.value })}
              error={numberIn(draft[side], sides[side]) === undefined && t('capture.range', sides[side])}
            />
          ))}
        </div>
      )}
      <div className={classes.pair}>
        <SelectField
          label={t('capture.zoom')}
          value={String(draft.zoom)}
          choices={withOwn(zooms, draft.zoom).map((value) => ({
            value,
            text: `${Math.round(Number(value) * 100)} %`,
          }))}
          onChoose={(zoom) => onChange({ zoom: Number(zoom) })}
        />
        <SelectField
          label={t('capture.scale')}
          value={String(draft.scale)}
          choices={withOwn(scales, draft.scale).map((value) => ({ value, text: `${value} ×` }))}
          onChoose={(scale) => onChange({ scale: Number(scale) })}
        />
        <SelectField
          label={t('capture.colors')}
          value={draft.colors}
          choices={(['light', 'dark'] as const).map((value) => ({
            value,
            text: t(`preferences.appearance.${value}`),
          }))}
          onChoose={(colors) => onChange({ colors })}
        />
      </div>
    </>
  )
}

export function PartFields(
  props: FieldsProps & { isDrawing: boolean; onDraw: (isDrawing: boolean) => void },
) {
  const { t } = useTexts()
  const { draft, onChange, isDrawing, onDraw } = props
  const { rectangle } = draft
  const side = (name: keyof Rectangle, typed: string): void => {
    if (rectangle === undefined) return
    const least = name === 'x' || name === 'y' ? 0 : 1
    const number = numberIn(typed, { min: least, max: sides.width.max })
    if (number !== undefined) onChange({ rectangle: { ...rectangle, [name]: number } })
  }
  return (
    <>
      <fieldset className={classes.group}>
        <legend>{t('capture.part')}</legend>
        <div className={classes.line}>
          <Button
            size="xs"
            variant={isDrawing ? 'filled' : 'default'}
            leftSection={<IconCrop size={15} aria-hidden />}
            aria-pressed={isDrawing}
            onClick={() => onDraw(!isDrawing)}
          >
            {t(isDrawing ? 'capture.part.done' : 'capture.part.draw')}
          </Button>
          {rectangle === undefined ? (
            <span className={classes.small}>{t('capture.part.whole')}</span>
          ) : (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconX size={15} aria-hidden />}
              onClick={() => onChange({ rectangle: undefined })}
            >
              {t('capture.part.takeAway')}
            </Button>
          )}
        </div>
        {rectangle !== undefined && (
          <div className={classes.four}>
            {(['x', 'y', 'width', 'height'] as const).map((name) => (
              <TextInput
                // What is drawn anew stands in the fields at once.
                key={`${name} ${rectangle[name]}`}
                label={t(`capture.part.${name}`)}
                inputMode="numeric"
                size="xs"
                maxLength={4}
                defaultValue={rectangle[name]}
                onBlur={(event) => side(name, event.currentTarget.value)}
              />
            ))}
          </div>
        )}
      </fieldset>
      <TextInput
        label={t('capture.element')}
        description={t('capture.element.description')}
        placeholder="#board"
        maxLength={500}
        {...asCode}
        value={draft.cropSelector}
        onChange={(event) => onChange({ cropSelector: event.currentTarget.value })}
      />
      <Textarea
        label={t('capture.hide')}
        description={t('capture.hide.description')}
        placeholder={'.banner\n#chat'}
        rows={3}
        {...asCode}
        value={draft.hide}
        onChange={(event) => onChange({ hide: event.currentTarget.value })}
      />
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={draft.cookieNoticesAway}
          onChange={(event) => onChange({ cookieNoticesAway: event.currentTarget.checked })}
        />
        {t('capture.cookieNoticesAway')}
      </label>
    </>
  )
}

export function ReadyFields({ draft, onChange }: FieldsProps) {
  const { t } = useTexts()
  return (
    <>
      <TextInput
        label={t('capture.waitFor')}
        description={t('capture.waitFor.description')}
        placeholder="canvas"
        maxLength={500}
        {...asCode}
        value={draft.waitFor}
        onChange={(event) => onChange({ waitFor: event.currentTarget.value })}
      />
      <TextInput
        label={t('capture.waitSeconds')}
        inputMode="numeric"
        maxLength={2}
        value={draft.waitSeconds}
        onChange={(event) => onChange({ waitSeconds: event.currentTarget.value })}
        error={numberIn(draft.waitSeconds, waits) === undefined && t('capture.range', waits)}
      />
    </>
  )
}

/** Typed as it is: nothing of it is a word. */
const asCode = { autoComplete: 'off', autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false } as const
