// Leads to a guide in a window of its own: what one was doing stays as it is.
import type { GuideName } from '../guides/guides.ts'
import { useTexts } from '../texts/texts.ts'
import { basePath } from './in-app.ts'
import classes from './guide-link.module.css'

export function GuideLink({ guide }: { guide: GuideName }) {
  const { t } = useTexts()
  return (
    <a className={classes.link} href={`${basePath}/help/${guide}`} target="_blank" rel="noopener">
      {t(`guide.${guide}`)}
      <span className={classes.spoken}> ({t('guides.newWindow')})</span>
    </a>
  )
}
