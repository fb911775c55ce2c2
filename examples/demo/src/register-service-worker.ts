/** For the next visit: without a network, and with threads. The page needs none of it. */
export async function registerServiceWorker(): Promise<void> {
  // typed as always there; plain http from another machine has none
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  // Vite's development server has none
  if (!container || import.meta.env.MODE !== 'production') return
  try {
    await container.register('./service-worker.js')
  } catch {
    // forbidden, by a setting or in private windows: the page goes on without
  }
}
