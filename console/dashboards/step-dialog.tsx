// One step: what is done, and on what, said in as many ways as are known.
import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { Dialog } from '../app/dialog.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { SelectField } from '../app/select-field.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import type { CaptureStep } from './dashboards.ts'
import { draftOfStep, isTargeted, keys, secrets, stepKinds, stepOf } from './step-draft.ts'

export function StepDialog(props: {
  step: CaptureStep | undefined
  onClose: () => void
  onStep: (step: CaptureStep) => void
}) {
  const { t } = useTexts()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(() => draftOfStep(props.step))
  const [isChecked, setChecked] = useState(false)
  const change = (changed: Partial<typeof draft>): void => setDraft({ ...draft, ...changed })
  const isWrong = isChecked && stepOf(draft) === undefined
  const typed = (name: 'selector' | 'role' | 'name' | 'x' | 'y' | 'text' | 'by' | 'seconds') => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
    autoComplete: 'off',
    spellCheck: false,
  })
  return (
    <Dialog title={t(props.step === undefined ? 'steps.add' : 'steps.change')} onClose={props.onClose}>
      <form
        ref={form}
        className={formClasses.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          // The dialog is in the form of the page only for React: what is sent here is not sent there.
          event.stopPropagation()
          setChecked(true)
          const step = stepOf(draft)
          if (step === undefined) focusFirstMistake(form.current)
          else props.onStep(step)
        }}
      >
        <SelectField
          label={t('step.do')}
          value={draft.do}
          choices={stepKinds.map((value) => ({ value, text: t(`step.do.${value}`) }))}
          onChoose={(chosen) => change({ do: chosen })}
        />
        {draft.do === 'type' && (
          <TextInput
            label={t('step.text')}
            maxLength={500}
            {...typed('text')}
            error={isWrong && draft.text === '' && t('step.text.missing')}
          />
        )}
        {draft.do === 'type_secret' && (
          <SelectField
            label={t('step.secret')}
            description={t('step.secret.description')}
            value={draft.secret}
            choices={secrets.map((value) => ({ value, text: t(`step.secret.${value}`) }))}
            onChoose={(secret) => change({ secret })}
          />
        )}
        {draft.do === 'key' && (
          <SelectField
            label={t('step.whichKey')}
            value={draft.key}
            choices={keys.map((value) => ({ value, text: value }))}
            onChoose={(key) => change({ key })}
          />
        )}
        {draft.do === 'scroll' && (
          <TextInput
            label={t('step.by')}
            description={t('step.by.description')}
            inputMode="numeric"
            maxLength={6}
            {...typed('by')}
            error={isWrong && t('step.by.wrong')}
          />
        )}
        {draft.do === 'wait' && (
          <TextInput
            label={t('step.seconds')}
            inputMode="numeric"
            maxLength={2}
            {...typed('seconds')}
            error={isWrong && t('capture.range', { min: 1, max: 30 })}
          />
        )}
        {isTargeted(draft.do) && (
          <fieldset className={classes.group}>
            <legend>{t('step.on')}</legend>
            <p className={classes.small}>{t('step.on.description')}</p>
            <TextInput
              label={t('step.selector')}
              placeholder="#refresh"
              maxLength={500}
              {...typed('selector')}
              error={isWrong && t('step.on.missing')}
            />
            <div className={classes.pair}>
              <TextInput label={t('step.role')} placeholder="button" maxLength={40} {...typed('role')} />
              <TextInput label={t('step.name')} maxLength={200} {...typed('name')} />
            </div>
            <div className={classes.pair}>
              <TextInput label={t('step.x')} inputMode="numeric" maxLength={4} {...typed('x')} />
              <TextInput label={t('step.y')} inputMode="numeric" maxLength={4} {...typed('y')} />
            </div>
          </fieldset>
        )}
        <div className={formClasses.actions}>
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit">{t('action.done')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
