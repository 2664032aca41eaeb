// A long list of records, newest first: loading, empty, failed, and more of it.
import { Button } from '@mantine/core'
import { IconZoomExclamation } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import pageClasses from '../accounts/users-page.module.css'
import tableClasses from '../accounts/users-table.module.css'
import { LoadingRows } from '../accounts/users-table.tsx'
import { useTexts } from '../texts/texts.ts'
import { LoadFailure } from './load-failure.tsx'
import classes from './record-list.module.css'

/** What a list needs of a query that loads page by page. */
export interface PagedQuery<Item> {
  data: { pages: readonly { items: readonly Item[] }[] } | undefined
  error: Error | null
  isFetching: boolean
  hasNextPage: boolean
  isFetchingNextPage: boolean
  refetch: () => unknown
  fetchNextPage: () => unknown
}

export function RecordList<Item extends { id: string }>(props: {
  label: string
  query: PagedQuery<Item>
  empty: { title: string; text: string }
  row: (item: Item) => ReactNode
}) {
  const { t } = useTexts()
  const { query } = props
  const items = query.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <div className={tableClasses.frame} aria-busy={query.isFetching}>
        {items === undefined && query.error === null && <LoadingRows />}
        {items === undefined && query.error !== null && (
          <LoadFailure error={query.error} onRetry={() => query.refetch()} />
        )}
        {items !== undefined && items.length > 0 && (
          <ul className={classes.list} aria-label={props.label}>
            {items.map((item) => (
              <li key={item.id} className={classes.row}>
                {props.row(item)}
              </li>
            ))}
          </ul>
        )}
        {items?.length === 0 && (
          <div className={pageClasses.empty}>
            <IconZoomExclamation size={32} stroke={1.4} aria-hidden />
            <h2 className={pageClasses.emptyTitle}>{props.empty.title}</h2>
            <p className={pageClasses.emptyText}>{props.empty.text}</p>
          </div>
        )}
      </div>
      {query.hasNextPage && (
        <div className={pageClasses.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  )
}

/** One record: what it is, when, and more about it below. */
export function RecordRow(props: { what: ReactNode; when: ReactNode; more?: ReactNode }) {
  return (
    <>
      <div className={classes.what}>{props.what}</div>
      <div className={classes.when}>{props.when}</div>
      {props.more !== undefined && <p className={classes.more}>{props.more}</p>}
    </>
  )
}
