// Metrics for Prometheus. Labels come from closed lists: no address, no name, no path as it was typed.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  registry: Registry
  /** Outcomes of sign-in steps: `done`, `code`, `enrol`, or the code of the failure. */
  signIns: Counter<'step' | 'outcome'>
  sealFailures: Counter
  requestSeconds(route: string, status: number): Histogram.Internal<'route' | 'status'>
}

export function createMetrics(hashPool: () => { running: number; waiting: number }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  new Gauge({
    name: 'countersign_password_hashes',
    help: 'Password hashes running and waiting',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { running, waiting } = hashPool()
      this.set({ state: 'running' }, running)
      this.set({ state: 'waiting' }, waiting)
    },
  })
  return {
    registry,
    signIns: new Counter({
      name: 'countersign_sign_in_steps_total',
      help: 'Steps of sign-ins by outcome',
      labelNames: ['step', 'outcome'],
      registers: [registry],
    }),
    sealFailures: new Counter({
      name: 'countersign_seal_failures_total',
      help: 'Sealed values that did not open: altered, moved, or without their key',
      registers: [registry],
    }),
    requestSeconds: createRequestSeconds(registry),
  }
}

function createRequestSeconds(registry: Registry): Metrics['requestSeconds'] {
  const histogram = new Histogram({
    name: 'countersign_http_request_seconds',
    help: 'Time to answer by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  // Asked for at every request, and found by route and status sooner than by an object that names them.
  type Child = ReturnType<Metrics['requestSeconds']>
  const found = new Map<string, Map<number, Child>>()
  return (route, status) => {
    let byStatus = found.get(route)
    if (byStatus === undefined) found.set(route, (byStatus = new Map<number, Child>()))
    let child = byStatus.get(status)
    if (child === undefined) byStatus.set(status, (child = histogram.labels({ route, status })))
    return child
  }
}
