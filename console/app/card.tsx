// A part of a signed-in page.
import type { ReactNode } from 'react'
import classes from './card.module.css'

export function Card(props: { title: string; beside?: ReactNode; lead?: ReactNode; children?: ReactNode }) {
  return (
    <section className={classes.card} aria-label={props.title}>
      <div className={classes.head}>
        <h2 className={classes.title}>{props.title}</h2>
        {props.beside}
      </div>
      {props.lead !== undefined && <p className={classes.lead}>{props.lead}</p>}
      {props.children}
    </section>
  )
}
