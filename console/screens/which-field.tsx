// Which screens are meant: all of them, groups by their tags, or some by name.
import { SelectField } from '../app/select-field.tsx'
import { useQuery } from '@tanstack/react-query'
import { useTexts } from '../texts/texts.ts'
import classes from './screens.module.css'
import { screenNamesQuery, tagsOf, type Which } from './screens.ts'

export type WhichKind = 'all' | 'tags' | 'screens'

export interface WhichDraft {
  kind: WhichKind
  tags: string[]
  screens: string[]
}

export const allScreens: WhichDraft = { kind: 'all', tags: [], screens: [] }

/** @returns nothing while nothing is chosen */
export function whichOf({ kind, tags, screens }: WhichDraft): Which | undefined {
  if (kind === 'all') return { all: true }
  if (kind === 'tags') return tags.length === 0 ? undefined : { tags }
  return screens.length === 0 ? undefined : { screens }
}

export function WhichField(props: {
  draft: WhichDraft
  onChange: (draft: WhichDraft) => void
  isChecked: boolean
}) {
  const { t } = useTexts()
  const { draft, onChange } = props
  const { data: screens = [] } = useQuery(screenNamesQuery)
  const tags = tagsOf(screens)
  const kinds: WhichKind[] = tags.length === 0 ? ['all', 'screens'] : ['all', 'tags', 'screens']
  const choices = {
    all: [],
    tags: tags.map((tag) => ({ id: tag, name: tag })),
    screens,
  }[draft.kind]
  const chosen = draft.kind === 'tags' ? draft.tags : draft.screens
  const isWrong = props.isChecked && whichOf(draft) === undefined
  const choose = (id: string, isIn: boolean): void => {
    const next = isIn ? [...chosen, id] : chosen.filter((other) => other !== id)
    onChange({ ...draft, ...(draft.kind === 'tags' ? { tags: next } : { screens: next }) })
  }
  return (
    <div className={classes.which}>
      <SelectField
        label={t('which.label')}
        value={draft.kind}
        choices={kinds.map((value) => ({ value, text: t(`which.${value}`) }))}
        onChoose={(kind) => onChange({ ...draft, kind })}
      />
      {draft.kind !== 'all' && (
        <fieldset className={classes.choices} aria-label={t(`which.${draft.kind}`)}>
          {choices.map(({ id, name }) => (
            <label key={id} className={classes.choice}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                aria-invalid={isWrong || undefined}
                onChange={(event) => choose(id, event.currentTarget.checked)}
              />
              <span>{name}</span>
            </label>
          ))}
          {choices.length === 0 && <p className={classes.small}>{t('which.none')}</p>}
        </fieldset>
      )}
      {isWrong && (
        <p role="alert" className={classes.mistake}>
          {t('which.missing')}
        </p>
      )}
    </div>
  )
}
