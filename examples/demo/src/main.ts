import { announce } from './announce.ts'
import { onClick } from './elements.ts'
import { createFacts } from './facts.ts'
import { prepareRetry, showFailure } from './failure.ts'
import { createHeldView } from './held/held-view.ts'
import { load } from './load.ts'
import { preparePanel } from './panel/panel.ts'
import { registerServiceWorker } from './register-service-worker.ts'
import { createStore } from './store.ts'
import { prepareVerify } from './verify/verify.ts'
import { randomSeed } from './view.ts'
import { createWall } from './wall/wall.ts'

async function main(): Promise<void> {
  const store = createStore()
  const facts = createFacts()
  const generator = load(facts)
  const held = generator.then((loaded) =>
    createHeldView({ store, generator: loaded, onError: showFailure, onPick: () => wall.focus() }),
  )
  // who chooses before the model is here is answered when it is
  const wall = createWall({ facts, onChoose: (seed) => void held.then((view) => view.choose(seed)) })
  const panel = preparePanel(facts)
  prepareVerify()
  prepareRetry()
  onClick('new-wall', () => {
    scrollTo({ top: 0 })
    store.go({ wall: randomSeed() })
  })
  store.onChange((view, before) => view.wall !== before.wall && wall.show(view.wall))
  wall.show(store.view().wall)

  panel.tell(await generator)
  await held
  await wall.fillWith(await generator)
  announce('The wall is full of faces')
  await registerServiceWorker()
}

addEventListener('unhandledrejection', ({ reason }) => showFailure(reason))
main().catch(showFailure)
