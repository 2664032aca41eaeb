// What is done on the page before its picture is taken, in its order.
import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTexts, type Translate } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import type { CaptureStep } from './dashboards.ts'
import { StepDialog } from './step-dialog.tsx'

const mostSteps = 50

export function StepsEditor(props: { steps: CaptureStep[]; onChange: (steps: CaptureStep[]) => void }) {
  const { t } = useTexts()
  const { steps, onChange } = props
  const [opened, setOpened] = useState<number | 'new'>()
  const move = (at: number, by: 1 | -1): void => {
    const step = steps[at]
    if (step !== undefined) onChange(steps.toSpliced(at, 1).toSpliced(at + by, 0, step))
  }
  return (
    <div className={classes.group}>
      {steps.length > 0 && (
        <ol className={classes.steps} aria-label={t('steps.title')}>
          {steps.map((step, at) => {
            const number = at + 1
            return (
              // Steps have no name of their own, and are told apart by their place alone.
              <li key={at} className={classes.step}>
                <span className={classes.stepWords}>
                  {number}. {sentenceOf(step, t)}
                </span>
                <span className={classes.stepButtons}>
                  <IconButton
                    label={t('order.up', { number })}
                    icon={IconArrowUp}
                    isOff={at === 0}
                    onPress={() => move(at, -1)}
                  />
                  <IconButton
                    label={t('order.down', { number })}
                    icon={IconArrowDown}
                    isOff={number === steps.length}
                    onPress={() => move(at, 1)}
                  />
                  <IconButton
                    label={t('steps.edit', { number })}
                    icon={IconPencil}
                    onPress={() => setOpened(at)}
                  />
                  <IconButton
                    label={t('order.remove', { number })}
                    icon={IconTrash}
                    onPress={() => onChange(steps.toSpliced(at, 1))}
                  />
                </span>
              </li>
            )
          })}
        </ol>
      )}
      {steps.length < mostSteps && (
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setOpened('new')}
          >
            {t('steps.add')}
          </Button>
        </div>
      )}
      {opened !== undefined && (
        <StepDialog
          step={opened === 'new' ? undefined : steps[opened]}
          onClose={() => setOpened(undefined)}
          onStep={(step) => {
            onChange(opened === 'new' ? [...steps, step] : steps.toSpliced(opened, 1, step))
            setOpened(undefined)
          }}
        />
      )}
    </div>
  )
}

export function IconButton(props: {
  label: string
  icon: typeof IconTrash
  isOff?: boolean
  onPress: () => void
}) {
  const { icon: Icon } = props
  return (
    <button
      type="button"
      className={classes.iconButton}
      aria-label={props.label}
      title={props.label}
      disabled={props.isOff}
      onClick={props.onPress}
    >
      <Icon size={17} stroke={1.7} aria-hidden />
    </button>
  )
}

export function sentenceOf(step: CaptureStep, t: Translate): string {
  switch (step.do) {
    case 'press':
      return t('step.press', { what: targetOf(step.on) })
    case 'type':
      return t('step.type', { text: step.text, what: targetOf(step.on) })
    case 'type_secret':
      return t(`step.type_secret.${step.secret}`, { what: targetOf(step.on) })
    case 'key':
      return t('step.key', { key: step.key })
    case 'scroll':
      return t(step.by < 0 ? 'step.scrollUp' : 'step.scroll', { pixels: Math.abs(step.by) })
    case 'wait':
      return t('step.wait', { count: step.seconds })
  }
}

/** As a person would name it: its name where there is one. */
function targetOf({ name, selector, x, y }: Extract<CaptureStep, { do: 'press' }>['on']): string {
  return name ?? selector ?? `${x ?? 0}, ${y ?? 0}`
}
