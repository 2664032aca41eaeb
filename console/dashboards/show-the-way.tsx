// A person shows the way to a dashboard: its page live in the browser of the runner, and beside it, in words, what of it is
// done before each picture.
import { Button } from '@mantine/core'
import { IconKey, IconTrash } from '@tabler/icons-react'
import { useCallback, useEffect, useId, useRef, useState } from 'react'
import type { ErrorCode } from '../../contract/errors.ts'
import { useAttempt } from '../app/attempt.ts'
import { FailureNotice } from '../app/failure-notice.tsx'
import { Notice } from '../app/notice.tsx'
import type { InputLine } from '../take-over/input-line.ts'
import { LivePage } from '../take-over/live-page.tsx'
import { useLive } from '../take-over/live-view.ts'
import { PageKeys } from '../take-over/page-keys.tsx'
import { TimeLeft } from '../take-over/time-left.tsx'
import { useInputLine } from '../take-over/use-input-line.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import type { CaptureStep } from './dashboards.ts'
import { hasBegunAnew, keptSteps, takeOut, type KeptStep, type TakenOut } from './kept-steps.ts'
import { endRecording, readRecording, sendRecordingInputs, type RecordedView } from './recordings.ts'
import { secrets } from './step-draft.ts'
import { IconButton, sentenceOf } from './steps-editor.tsx'

const ends = [
  'recording.over',
  'recording.not_yours',
  'dashboard.not_found',
  'session.required',
] as const satisfies ErrorCode[]

interface Recorded {
  steps: CaptureStep[]
  takenOut: TakenOut
  /** What was recorded before is gone with its page. */
  isAnew: boolean
}

export function ShowTheWay(props: {
  dashboardId: string
  name: string
  /** Its page is seen through a connection, whose login may be typed there. */
  hasLogin: boolean
  /** There are some already, which the new ones would replace. */
  hasSteps: boolean
  onDone: (steps: CaptureStep[]) => void
  onCancel: () => void
}) {
  const { t } = useTexts()
  const { dashboardId: id } = props
  const ending = useAttempt()
  const heading = useRef<HTMLHeadingElement>(null)
  const [recorded, setRecorded] = useState<Recorded>({ steps: [], takenOut: new Map(), isAnew: false })
  const read = useCallback(
    async (after: number) => {
      const view = await readRecording(id, after)
      setRecorded((before) => withSteps(before, view.steps))
      return view
    },
    [id],
  )
  const { view, isBroken, end } = useLive(read, ends)
  const { picture } = view ?? {}
  const kept = keptSteps(recorded.steps, recorded.takenOut)
  const hasEnded = useRef(false)
  useEffect(() => heading.current?.focus(), [])
  useEffect(
    () => () => {
      // Whoever goes elsewhere leaves no signed-in page open behind them. Nobody is there to be told that it failed.
      if (!hasEnded.current) endRecording(id).catch(() => {})
    },
    [id],
  )

  const leave = (then: () => void): void =>
    void ending.run(async () => {
      if (end === undefined) await endRecording(id)
      hasEnded.current = true
      then()
    })

  return (
    <section aria-labelledby="show-the-way" className={classes.way}>
      <div className={classes.group}>
        <h2 id="show-the-way" ref={heading} tabIndex={-1} className={classes.wayTitle}>
          {t('way.title', { name: props.name })}
        </h2>
        <p className={classes.small}>
          {t('way.lead')} {props.hasSteps && t('way.replaces')}
        </p>
      </div>
      {isBroken && <Notice tone="warn">{t('attempt.lost')}</Notice>}
      <div role="status">
        {recorded.isAnew && <Notice tone="warn">{t('way.anew')}</Notice>}
        {end !== undefined && (
          <Notice tone="warn">{t(end === 'recording.over' ? 'way.over' : `error.${end}`)}</Notice>
        )}
      </div>
      <div className={classes.wayParts}>
        <div className={classes.wayPage}>
          {view !== undefined && picture !== undefined && view.isLive ? (
            <Page id={id} name={props.name} hasLogin={props.hasLogin} view={{ ...view, picture }} />
          ) : (
            end === undefined && (
              <p role="status" className={classes.wayWaiting}>
                {t(view !== undefined && view.number > 0 ? 'way.runnerGone' : 'way.waiting')}
              </p>
            )
          )}
        </div>
        <div className={classes.group}>
          <h3 className={classes.legend}>{t('way.steps')}</h3>
          <RecordedSteps
            steps={kept}
            onTakeOut={(one) =>
              setRecorded((before) => ({ ...before, takenOut: takeOut(before.takenOut, one) }))
            }
          />
          <FailureNotice attempt={ending} />
          <div className={classes.line}>
            <Button
              loading={ending.isBusy}
              disabled={kept.length === 0}
              onClick={() => leave(() => props.onDone(kept.map(({ step }) => step)))}
            >
              {t('way.use')}
            </Button>
            <Button variant="default" disabled={ending.isBusy} onClick={() => leave(props.onCancel)}>
              {t('action.cancel')}
            </Button>
          </div>
        </div>
      </div>
    </section>
  )
}

function withSteps(before: Recorded, steps: CaptureStep[]): Recorded {
  if (!hasBegunAnew(before.steps, steps))
    return { ...before, steps, isAnew: before.isAnew && steps.length === 0 }
  return { steps, takenOut: new Map(), isAnew: true }
}

function Page(props: {
  id: string
  name: string
  hasLogin: boolean
  view: RecordedView & { picture: string }
}) {
  const { t } = useTexts()
  const { id, name, view } = props
  const hintId = useId()
  const doing = useAttempt()
  const [isLarge, setLarge] = useState(false)
  const line = useInputLine(
    useCallback((inputs) => sendRecordingInputs(id, inputs), [id]),
    doing.fail,
  )
  return (
    <>
      <TimeLeft endsAt={view.endsAt} />
      <FailureNotice attempt={doing} />
      <LivePage
        view={view}
        line={line}
        isLarge={isLarge}
        label={t('way.page', { name })}
        describedBy={hintId}
      />
      <PageKeys line={line} isLarge={isLarge} onSize={() => setLarge(!isLarge)} />
      {props.hasLogin && <LoginKeys line={line} />}
      <p id={hintId} className={classes.small}>
        {t('way.hint')}
      </p>
    </>
  )
}

/** A person says what of the login is typed where they have pressed, and neither sees nor sends it. */
function LoginKeys({ line }: { line: InputLine }) {
  const { t } = useTexts()
  const hintId = useId()
  return (
    <div role="group" aria-label={t('way.login')} aria-describedby={hintId} className={classes.group}>
      <div className={classes.line}>
        <span className={classes.small}>{t('way.login')}</span>
        {secrets.map((secret) => (
          <Button
            key={secret}
            size="xs"
            variant="default"
            leftSection={<IconKey size={15} stroke={1.7} aria-hidden />}
            // The box in the page keeps the focus that it has.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => line.add({ kind: 'secret', secret })}
          >
            {t(`step.secret.${secret}`)}
          </Button>
        ))}
      </div>
      <p id={hintId} className={classes.small}>
        {t('way.login.description')}
      </p>
    </div>
  )
}

function RecordedSteps(props: { steps: KeptStep[]; onTakeOut: (step: KeptStep) => void }) {
  const { t } = useTexts()
  const { steps } = props
  return (
    <div aria-live="polite" aria-relevant="additions text" className={classes.group}>
      {steps.length === 0 ? (
        <p className={classes.small}>{t('way.noSteps')}</p>
      ) : (
        <>
          <ol className={classes.steps} aria-label={t('way.steps')}>
            {steps.map((one, index) => (
              <li key={one.at} className={classes.step}>
                <span className={classes.stepWords}>
                  {index + 1}. {sentenceOf(one.step, t)}
                </span>
                <IconButton
                  label={t('order.remove', { number: index + 1 })}
                  icon={IconTrash}
                  onPress={() => props.onTakeOut(one)}
                />
              </li>
            ))}
          </ol>
          <p className={classes.small}>{t('way.takeOut')}</p>
        </>
      )}
    </div>
  )
}
