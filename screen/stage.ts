// Two layers: a picture is loaded and decoded in the one behind, and only then comes to the front. So nothing is ever black
// in between.
import type { Program } from './schedule.ts'

export interface Stage {
  /** Tells whether it stands in front; one that a later one overtook says nothing. */
  show(url: string, transition: Program['transition'], done: (isShown: boolean) => void): void
  clear(): void
}

export function createStage(layers: readonly HTMLElement[]): Stage {
  let front = 0
  let turn = 0

  function swap(transition: Program['transition']): void {
    const [coming, going] = [layers[1 - front], layers[front]]
    if (coming === undefined || going === undefined) return
    going.className = 'layer back'
    coming.className = 'layer'
    // So that the browser sees where it begins.
    coming.getBoundingClientRect()
    coming.className = `layer front ${transition}`
    front = 1 - front
  }

  return {
    show(url, transition, done) {
      turn += 1
      const mine = turn
      const layer = layers[1 - front]
      if (layer === undefined) return
      const image = document.createElement('img')
      const ready = (): void => {
        if (mine !== turn) return
        swap(transition)
        done(true)
      }
      image.addEventListener('load', () => {
        if (typeof image.decode === 'function') image.decode().then(ready, ready)
        else ready()
      })
      image.addEventListener('error', () => {
        if (mine === turn) done(false)
      })
      image.src = url
      layer.textContent = ''
      layer.appendChild(image)
    },
    clear() {
      turn += 1
      for (const layer of layers) {
        layer.className = 'layer'
        layer.textContent = ''
      }
    },
  }
}
