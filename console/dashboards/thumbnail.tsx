// A small picture of a screen, in a frame that keeps its place while there is none.
import { IconPhotoOff } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './dashboards.module.css'

export function Thumbnail({
  address,
  tone,
}: {
  address: string | undefined
  tone?: 'warn' | 'bad' | undefined
}) {
  // One that is gone meanwhile shows as none, until there is another.
  const [failed, setFailed] = useState<string>()
  return (
    <span className={classes.thumbnail} data-tone={tone}>
      {address === undefined || failed === address ? (
        <IconPhotoOff size={26} stroke={1.3} aria-hidden />
      ) : (
        <img src={address} alt="" loading="lazy" decoding="async" onError={() => setFailed(address)} />
      )}
    </span>
  )
}
