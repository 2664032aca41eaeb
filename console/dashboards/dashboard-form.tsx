// Adding and changing a dashboard: what is to be seen and how, with its picture beside it.
import { Button, TextInput } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'
import { useAttempt } from '../app/attempt.ts'
import { Card } from '../app/card.tsx'
import { ConfirmDialog } from '../app/confirm-dialog.tsx'
import { FailureNotice } from '../app/failure-notice.tsx'
import { focusFirstMistake } from '../app/first-mistake.ts'
import formClasses from '../app/form.module.css'
import { GuideLink } from '../app/guide-link.tsx'
import { Notice } from '../app/notice.tsx'
import { SelectField } from '../app/select-field.tsx'
import { completeAddress, isUnprotected } from '../connections/address.ts'
import { useTexts } from '../texts/texts.ts'
import { connectionNamesQuery } from './connection-names.ts'
import classes from './dashboards.module.css'
import type { DashboardBody } from './dashboards.ts'
import { bodyOf, isSame, isSamePage, isUsableAddress, type DashboardDraft } from './draft.ts'
import { guideFor } from './guide-for.ts'
import { HoursEditor } from './hours-editor.tsx'
import { PartFields, ReadyFields, SizeFields } from './picture-fields.tsx'
import { PreviewPane } from './preview-pane.tsx'
import { RefreshField } from './refresh-field.tsx'
import { ShowTheWayButton } from './show-the-way-button.tsx'
import { ShowTheWay } from './show-the-way.tsx'
import { StepsEditor } from './steps-editor.tsx'

export function DashboardForm(props: {
  /** Of a dashboard that is there already. */
  dashboardId?: string
  from: DashboardDraft
  frame: { address: string; width: number; height: number } | undefined
  submitLabel: string
  /** Throws what the server answered. */
  save: (body: DashboardBody) => Promise<void>
  /** Where one goes after it was saved, or not. */
  onDone: () => void
  onCancel: () => void
  /** Stands above the fields. */
  children?: ReactNode
}) {
  const { t } = useTexts()
  const attempt = useAttempt()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(props.from)
  const [isChecked, setChecked] = useState(false)
  const [isDrawing, setDrawing] = useState(false)
  const [way, setWay] = useState<'none' | 'shown' | 'returned'>('none')
  const isSaved = useRef(false)
  const { data: connections = [] } = useQuery(connectionNamesQuery)
  const service = connections.find(({ id }) => id === draft.connection)?.service
  const isChanged = !isSame(draft, props.from)
  const change = (changed: Partial<DashboardDraft>): void => setDraft((before) => ({ ...before, ...changed }))
  const isToBeAsked = (): boolean => (isChanged || way === 'shown') && !isSaved.current
  const leaving = useBlocker({
    shouldBlockFn: isToBeAsked,
    enableBeforeUnload: isToBeAsked,
    withResolver: true,
  })

  const save = async (): Promise<void> => {
    setChecked(true)
    const body = bodyOf(draft)
    if (body === undefined) return focusFirstMistake(form.current)
    const failure = await attempt.run(() => props.save(body))
    if (failure !== undefined) return
    isSaved.current = true
    props.onDone()
  }

  const connectionChoices = [
    { value: '', text: t('dashboard.publicPage') },
    ...connections.map(({ id, name }) => ({ value: id, text: name })),
    // Before they are loaded, the one that is chosen already.
    ...(draft.connection === '' || connections.some(({ id }) => id === draft.connection)
      ? []
      : [{ value: draft.connection, text: '…' }]),
  ]

  const asked = leaving.status === 'blocked' && (
    <ConfirmDialog
      title={t('leave.title')}
      text={t('leave.text')}
      confirmLabel={t('leave.confirm')}
      tone="danger"
      onClose={leaving.reset}
      closesItself={false}
      confirm={async () => leaving.proceed()}
    />
  )

  if (way === 'shown' && props.dashboardId !== undefined) {
    return (
      <>
        <ShowTheWay
          dashboardId={props.dashboardId}
          name={draft.name}
          hasLogin={draft.connection !== ''}
          hasSteps={draft.steps.length > 0}
          onDone={(steps) => {
            change({ steps })
            setWay('returned')
          }}
          onCancel={() => setWay('returned')}
        />
        {asked}
      </>
    )
  }

  return (
    <div className={classes.editor}>
      <form
        ref={form}
        className={classes.fields}
        method="post"
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (!attempt.isBusy && attempt.waitSeconds === 0) void save()
        }}
      >
        {props.children}
        <Card title={t('dashboard.what')} lead={<GuideLink guide={guideFor(service)} />}>
          <div className={formClasses.form} style={{ marginTop: '1rem' }}>
            <TextInput
              label={t('field.name')}
              description={t('dashboard.name.description')}
              maxLength={100}
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              error={isChecked && draft.name.trim() === '' && t('field.name.missing')}
            />
            <SelectField
              label={t('dashboard.connection')}
              description={t('dashboard.connection.description')}
              value={draft.connection}
              choices={connectionChoices}
              onChoose={(connection) => {
                const url = connections.find(({ id }) => id === connection)?.url
                change({ connection, ...(draft.url === '' && url !== undefined ? { url } : {}) })
              }}
            />
            <TextInput
              label={t('connection.address')}
              description={t('dashboard.address.description')}
              placeholder="https://"
              inputMode="url"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              maxLength={2000}
              value={draft.url}
              onChange={(event) => change({ url: event.currentTarget.value })}
              onBlur={() => change({ url: completeAddress(draft.url) })}
              error={isChecked && !isUsableAddress(draft) && t('connection.address.wrong')}
            />
            {draft.connection !== '' && isUnprotected(draft.url) && (
              <Notice tone="warn">{t('connection.address.unprotected')}</Notice>
            )}
          </div>
        </Card>
        <Card title={t('dashboard.picture')}>
          <div className={formClasses.form} style={{ marginTop: '1rem' }}>
            <SizeFields draft={draft} onChange={change} />
            <PartFields draft={draft} onChange={change} isDrawing={isDrawing} onDraw={setDrawing} />
          </div>
        </Card>
        <Card title={t('dashboard.when')}>
          <div className={formClasses.form} style={{ marginTop: '1rem' }}>
            <RefreshField refresh={draft.refresh} onChange={(refresh) => change({ refresh })} />
            <HoursEditor
              label={t('dashboard.hours')}
              hours={draft.hours}
              onChange={(hours) => change({ hours })}
              isChecked={isChecked}
            />
          </div>
        </Card>
        <Card title={t('steps.title')} lead={t('steps.lead')}>
          <div className={formClasses.form} style={{ marginTop: '1rem' }}>
            <StepsEditor steps={draft.steps} onChange={(steps) => change({ steps })} />
            <ShowTheWayButton
              dashboardId={props.dashboardId}
              isAsSaved={isSamePage(draft, props.from)}
              hasReturned={way === 'returned'}
              onBegun={() => setWay('shown')}
            />
            <ReadyFields draft={draft} onChange={change} />
          </div>
        </Card>
        <div className={classes.sticky}>
          <FailureNotice attempt={attempt} />
          <div className={formClasses.actions} style={{ marginTop: 0 }}>
            <Button variant="default" onClick={props.onCancel}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={attempt.isBusy} disabled={attempt.waitSeconds > 0}>
              {props.submitLabel}
            </Button>
          </div>
        </div>
      </form>
      <PreviewPane
        draft={draft}
        frame={props.frame}
        isChanged={isChanged}
        isDrawing={isDrawing}
        onPart={(rectangle) => change({ rectangle })}
      />
      {asked}
    </div>
  )
}
