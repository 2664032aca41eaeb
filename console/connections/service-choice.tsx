// Which service it is: a tile for each, and one for all others.
import {
  IconChartBar,
  IconCloud,
  IconHeadset,
  IconLayoutKanban,
  IconPlug,
  IconTicket,
  IconWorld,
  type Icon,
} from '@tabler/icons-react'
import { useTexts } from '../texts/texts.ts'
import classes from './service-choice.module.css'
import { useServices } from './services.ts'

const icons: Record<string, Icon> = {
  atlassian: IconTicket,
  trello: IconLayoutKanban,
  'power-bi': IconChartBar,
  salesforce: IconCloud,
  zendesk: IconHeadset,
  any: IconWorld,
}

export function ServiceChoice(props: { chosen: string | undefined; onChoose: (service: string) => void }) {
  const { t } = useTexts()
  const services = useServices()
  return (
    <fieldset className={classes.whole}>
      <legend className={classes.spoken}>{t('connection.service')}</legend>
      <div className={classes.tiles}>
        {services.all.map(({ id, name }) => {
          const Icon = icons[id] ?? IconPlug
          return (
            <label key={id} className={classes.tile}>
              <input
                type="radio"
                name="service"
                value={id}
                checked={props.chosen === id}
                onChange={() => props.onChoose(id)}
              />
              <Icon size={22} stroke={1.6} aria-hidden />
              <span>{name}</span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
