// What the dashboard will look like: its picture, what is wrong with it, and the part of it that is drawn by hand.
import { Button, Loader } from '@mantine/core'
import { IconPhotoOff, IconRefresh } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { failureSentence } from '../app/failure.ts'
import { Notice } from '../app/notice.tsx'
import { useTexts } from '../texts/texts.ts'
import classes from './dashboards.module.css'
import { numberIn, previewOf, sides, type DashboardDraft, type Rectangle } from './draft.ts'
import { usePreview } from './live-preview.ts'
import { DrawnPart } from './part-on-picture.tsx'

export function PreviewPane(props: {
  draft: DashboardDraft
  /** What is shown before the first change of a dashboard that has a picture. */
  frame: { address: string; width: number; height: number } | undefined
  isChanged: boolean
  isDrawing: boolean
  onPart: (part: Rectangle) => void
}) {
  const { t } = useTexts()
  const { draft, frame, isChanged, isDrawing } = props
  const pane = useRef<HTMLElement>(null)
  const [isWanted, setWanted] = useState(false)
  // A picture that is there is made anew only when something changed, or somebody asks.
  const isMade = frame === undefined || isChanged || isDrawing || isWanted
  const { preview, again } = usePreview(isMade ? previewOf(draft, isDrawing) : undefined, isDrawing)
  const { picture = frame && { ...frame, ofWhole: false }, isBusy, trouble, failure } = preview
  const page = { width: numberIn(draft.width, sides.width), height: numberIn(draft.height, sides.height) }
  useEffect(() => {
    // On a phone it is far above what was pressed.
    if (isDrawing) pane.current?.scrollIntoView({ block: 'nearest' })
  }, [isDrawing])
  return (
    <section ref={pane} aria-label={t('preview.title')} className={classes.shown}>
      <div className={classes.picture} data-busy={isBusy || undefined} aria-busy={isBusy}>
        {picture === undefined ? (
          !isBusy &&
          (previewOf(draft, isDrawing) === undefined ? (
            <p className={classes.none}>{t('preview.none')}</p>
          ) : (
            <IconPhotoOff size={32} stroke={1.3} aria-hidden />
          ))
        ) : (
          <div className={classes.onPicture}>
            <img
              src={picture.address}
              width={picture.width}
              height={picture.height}
              style={{ width: 'auto', height: 'auto' }}
              alt={t('preview.picture')}
            />
            {isDrawing && picture.ofWhole && page.width !== undefined && page.height !== undefined && (
              <DrawnPart
                part={draft.rectangle}
                page={{ width: page.width, height: page.height }}
                onPart={props.onPart}
              />
            )}
          </div>
        )}
        {isBusy && (
          <span className={classes.busy}>
            <Loader size="md" aria-hidden />
          </span>
        )}
      </div>
      <div role="status">
        {isBusy && <p className={classes.small}>{t('preview.busy')}</p>}
        {!isBusy && trouble !== undefined && (
          <Notice tone="warn">
            {t(`trouble.${trouble}`)} {t(`trouble.${trouble}.toDo`)}
          </Notice>
        )}
        {!isBusy && failure !== undefined && <Notice tone="warn">{failureSentence(failure, t)}</Notice>}
        {isDrawing && !isBusy && picture?.ofWhole === true && (
          <p className={classes.small}>{t('preview.draw')}</p>
        )}
      </div>
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden />}
          disabled={isBusy || previewOf(draft, isDrawing) === undefined}
          onClick={() => {
            setWanted(true)
            again()
          }}
        >
          {t('preview.again')}
        </Button>
      </div>
    </section>
  )
}
