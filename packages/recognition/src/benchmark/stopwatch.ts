/** Wall-clock and CPU time, of all threads, since it was started. */
export function startStopwatch(): { seconds(): number; cpuSeconds(): number } {
  const wall = performance.now()
  const cpu = process.cpuUsage()
  return {
    seconds: () => (performance.now() - wall) / 1000,
    cpuSeconds() {
      const { user, system } = process.cpuUsage(cpu)
      return (user + system) / 1e6
    },
  }
}
