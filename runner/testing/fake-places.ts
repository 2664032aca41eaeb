// The server's side of one place, in memory: what there is to do there, and what the runner told.
import { ApiError } from '../../contract/client.ts'
import { errors } from '../../contract/errors.ts'
import type {
  CapturePlace,
  CaptureWork,
  Frame,
  LivePicture,
  PlacesApi,
  PlaceSession,
  PreviewMade,
  RecordingInput,
  RecordingView,
  RecordingWork,
  SecretAsk,
  Trouble,
  WantedDashboard,
  WantedPreview,
} from '../places-api.ts'
import { captureOf, type LoginPlace } from './captures.ts'

export interface FakePlace {
  place: CapturePlace
  api: PlacesApi
  frames: Frame[]
  troubles: Trouble[]
  live: LivePicture[]
  previews: Map<string, PreviewMade>
  sessions: PlaceSession[]
  /** What was asked for, and for where. */
  secretsAsked: (SecretAsk & { secret: 'password' | 'code' })[]
  /** What is handed out; nothing without it. */
  secrets: { password?: string; code?: string }
  recorded: RecordingView[]
  ends: number
  /** Adds or changes a dashboard. */
  want(dashboard: Partial<WantedDashboard> & { url: string }, id?: string): void
  preview(preview: Omit<WantedPreview, 'capture'> & { capture?: object }): void
  leave(id: string): void
  /** A person shows the way to a dashboard, and does this. */
  record(inputs: RecordingInput[], id?: string): void
  endRecording(): void
  /** The place is somebody else's from now on. */
  lose(): void
  giveBack(): void
}

export const dashboardId = (number: number): string => `00000000-0000-4000-8000-00000000010${number}`

export function fakePlace(login?: LoginPlace): FakePlace {
  const dashboards = new Map<string, WantedDashboard>()
  const previewsWanted: WantedPreview[] = []
  let recording: RecordingWork | undefined
  const hashes = new Map<string, string>()
  let revision = 1
  let isLost = false
  let isOver = false
  let wake: () => void = () => {}
  const changed = (): void => {
    revision += 1
    wake()
  }

  function whileHeld(): void {
    if (!isLost) return
    const { sentence: title, status } = errors['lease.lost']
    throw new ApiError({ type: '', title, status, code: 'lease.lost', requestId: '' })
  }

  function handOut(secret: 'password' | 'code', ask: SecretAsk): Promise<string> {
    whileHeld()
    fake.secretsAsked.push({ ...ask, secret })
    const value = fake.secrets[secret]
    if (value === undefined) return Promise.reject(new Error('refused'))
    return Promise.resolve(value)
  }

  const fake: FakePlace = {
    place: {
      id: '00000000-0000-4000-8000-0000000000aa',
      expiresAt: new Date(0).toISOString(),
      organization: '00000000-0000-4000-8000-0000000000bb',
      ...(login === undefined ? {} : { connection: login }),
    },
    frames: [],
    troubles: [],
    live: [],
    previews: new Map(),
    sessions: [],
    secretsAsked: [],
    secrets: {},
    recorded: [],
    ends: 0,
    want(given, id = dashboardId(1)) {
      const before = dashboards.get(id) ?? {
        id,
        capture: captureOf(),
        refreshSeconds: 3600,
        isLive: false,
        isWatched: false,
        formats: ['jpeg'],
        asked: 0,
      }
      dashboards.set(id, { ...before, ...given })
      changed()
    },
    preview({ id, url, capture = {} }) {
      previewsWanted.push({ id, url, capture: captureOf(capture) })
      changed()
    },
    leave(id) {
      dashboards.delete(id)
      changed()
    },
    record(inputs, id = dashboardId(1)) {
      const { url, capture } = dashboards.get(id) ?? { url: '', capture: captureOf() }
      recording = {
        dashboard: id,
        url,
        capture,
        endsAt: recording?.endsAt ?? new Date(Date.now() + 600_000).toISOString(),
        inputs: [...(recording?.inputs ?? []), ...inputs],
      }
      changed()
    },
    endRecording() {
      recording = undefined
      changed()
    },
    lose() {
      isLost = true
      wake()
    },
    giveBack() {
      isOver = true
      changed()
    },
    api: {
      askForPlaces: () => Promise.resolve([]),
      async placeWork(_, known, signal): Promise<CaptureWork> {
        whileHeld()
        if (known === revision) {
          await new Promise<void>((resolve) => {
            wake = resolve
            signal.addEventListener('abort', () => resolve(), { once: true })
          })
        }
        whileHeld()
        const expiresAt = new Date(Date.now() + 30_000).toISOString()
        const work = {
          revision,
          expiresAt,
          dashboards: [...dashboards.values()],
          previews: [...previewsWanted],
          ...(recording === undefined ? {} : { recording }),
          isOver,
        }
        // Each input is said once.
        if (recording !== undefined) recording = { ...recording, inputs: [] }
        return work
      },
      giveFrame(_, frame) {
        whileHeld()
        fake.frames.push(frame)
        const isKept = frame.pictures !== undefined || hashes.get(frame.dashboard) === frame.hash
        hashes.set(frame.dashboard, frame.hash)
        return Promise.resolve({ isKept })
      },
      tellTrouble(_, trouble) {
        whileHeld()
        fake.troubles.push(trouble)
        if (trouble.trouble === 'signed_out') isLost = true
        return Promise.resolve()
      },
      showLive(_, picture) {
        whileHeld()
        fake.live.push(picture)
        return Promise.resolve({ isWatched: dashboards.get(picture.dashboard)?.isWatched === true })
      },
      givePreview(_, id, made) {
        whileHeld()
        fake.previews.set(id, made)
        return Promise.resolve()
      },
      showRecording(_, view) {
        whileHeld()
        fake.recorded.push({ ...view, steps: [...view.steps] })
        return Promise.resolve()
      },
      placePassword: async (_, ask) => handOut('password', ask),
      placeCode: async (_, ask) => handOut('code', ask),
      keepPlaceSession(_, session) {
        whileHeld()
        fake.sessions.push(session)
        return Promise.resolve()
      },
      endPlace() {
        whileHeld()
        fake.ends += 1
        return Promise.resolve()
      },
    },
  }
  return fake
}
