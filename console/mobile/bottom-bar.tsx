// Where people of the app go most, at the thumb; everything else is in the menu.
import { Link } from '@tanstack/react-router'
import type { Me } from '../accounts/me.ts'
import { places } from '../app/places.ts'
import { useTexts } from '../texts/texts.ts'
import classes from './bottom-bar.module.css'

const shown = ['/overview', '/connections', '/screens', '/approve', '/profile']

export function BottomBar(props: { account: Me['account']; seesConnections: boolean }) {
  const { t } = useTexts()
  const mine = places.filter(
    ({ to, isFor, isOfConnections }) =>
      shown.includes(to) && isFor(props.account) && (!isOfConnections || props.seesConnections),
  )
  return (
    <nav className={classes.bar} aria-label={t('app.bar')}>
      {mine.map(({ to, text, icon: Icon }) => (
        <Link key={to} to={to} className={classes.entry}>
          <Icon size={22} stroke={1.6} aria-hidden />
          {/* Its title is too long for a thumb. */}
          <span className={classes.word}>{t(to === '/approve' ? 'app.bar.approve' : text)}</span>
        </Link>
      ))}
    </nav>
  )
}
