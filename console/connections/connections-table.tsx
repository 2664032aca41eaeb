// The connections: a table where there is room for one, cards on a phone.
import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import classes from '../accounts/users-table.module.css'
import { useTexts } from '../texts/texts.ts'
import { hostOf } from './address.ts'
import { ConnectionState, SecretState } from './connection-state.tsx'
import type { Connection } from './connections.ts'
import { useServices } from './services.ts'

export function ConnectionsTable({ connections }: { connections: readonly Connection[] }) {
  const isNarrow = useMediaQuery('(max-width: 68em)', undefined, { getInitialValueInEffect: false })
  return isNarrow ? <Cards connections={connections} /> : <Table connections={connections} />
}

function Table({ connections }: { connections: readonly Connection[] }) {
  const { t } = useTexts()
  return (
    <table className={classes.table} aria-label={t('connections.title')}>
      <thead>
        <tr>
          <th scope="col">{t('connections.column.connection')}</th>
          <th scope="col">{t('connections.column.username')}</th>
          <th scope="col">{t('connections.column.state')}</th>
          <th scope="col">{t('connections.column.codes')}</th>
        </tr>
      </thead>
      <tbody>
        {connections.map((connection) => (
          <tr key={connection.id}>
            <th scope="row">
              <Identity connection={connection} />
            </th>
            <td>
              <span className={classes.name} style={{ fontWeight: 'inherit' }}>
                {connection.username}
              </span>
            </td>
            <td>
              <ConnectionState connection={connection} />
            </td>
            <td>
              <SecretState connection={connection} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cards({ connections }: { connections: readonly Connection[] }) {
  const { t } = useTexts()
  return (
    <ul className={classes.cards} aria-label={t('connections.title')}>
      {connections.map((connection) => (
        <li key={connection.id} className={classes.card}>
          <Identity connection={connection} />
          <dl className={classes.facts}>
            <div>
              <dt>{t('connections.column.username')}</dt>
              <dd style={{ overflowWrap: 'anywhere' }}>{connection.username}</dd>
            </div>
            <div>
              <dt>{t('connections.column.state')}</dt>
              <dd>
                <ConnectionState connection={connection} />
              </dd>
            </div>
            <div>
              <dt>{t('connections.column.codes')}</dt>
              <dd>
                <SecretState connection={connection} />
              </dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Identity({ connection }: { connection: Connection }) {
  const services = useServices()
  return (
    <div className={classes.identity}>
      <span className={classes.name}>
        <Link to="/connections/$id" params={{ id: connection.id }} className={classes.open}>
          {connection.name}
        </Link>
      </span>
      <span className={classes.small}>
        {services.of(connection.service).name}, {hostOf(connection.url)}
      </span>
    </div>
  )
}
