// Over every page of the app on a registered phone: that a sign-in waits. It also has the phone keep its session open, right
// after a sign-in on it, while the proof is fresh.
import { IconDeviceMobileCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import type { Me } from '../accounts/me.ts'
import { useTexts } from '../texts/texts.ts'
import { useFollowedWaiting, waitingQuery } from './approvals.ts'
import classes from './approvals.module.css'
import { keepSignedIn, useThisPhone, type RegisteredPhone } from './this-phone.ts'

export function WaitingBanner({ me }: { me: Me }) {
  const phone = useThisPhone(me)
  const { pathname } = useLocation()
  // Its own page shows more, on a line of its own.
  if (phone === undefined || phone === false || pathname === '/approve') return null
  return <OnRegisteredPhone me={me} phone={phone} />
}

function OnRegisteredPhone({ me, phone }: { me: Me; phone: RegisteredPhone }) {
  const { t } = useTexts()
  const { session } = me
  useFollowedWaiting()
  const { data: waiting } = useQuery(waitingQuery)
  const keep = useEffectEvent(() => {
    if (session.phone === phone.id) return
    // Refused where the proof is too old; the profile says so, and asks for another one.
    keepSignedIn(phone, session.id).catch(() => undefined)
  })
  useEffect(() => keep(), [phone.id, session.id])
  return (
    <div role="alert">
      {waiting !== undefined && waiting.items.length > 0 && (
        <Link to="/approve" className={classes.banner}>
          <IconDeviceMobileCheck size={20} stroke={1.8} aria-hidden />
          {t('approvals.banner')}
        </Link>
      )}
    </div>
  )
}
