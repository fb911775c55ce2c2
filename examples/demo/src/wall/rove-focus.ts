/**
 * Arrow keys, Home, End, Page Up and Page Down move through a grid; Tab enters it once and leaves it.
 *
 * @param onEnd called when somebody goes down beyond the last row
 * @see https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#managingfocuswithincomponentsusingarovingtabindex
 */
export function roveFocus(grid: HTMLElement, onEnd: () => void): void {
  grid.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const at = [...grid.children].indexOf(event.target as Element)
    const step = at < 0 ? undefined : stepOf(event.key, at, grid)
    if (step === undefined) return
    event.preventDefault()
    if (at + step >= grid.childElementCount) onEnd()
    const next = grid.children[at + step] as HTMLElement | undefined
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  })
  grid.addEventListener('focusin', ({ target }) => {
    for (const one of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) one.tabIndex = -1
    ;(target as HTMLElement).tabIndex = 0
  })
}

export function columnsOf(grid: HTMLElement): number {
  return getComputedStyle(grid).gridTemplateColumns.split(' ').length
}

function stepOf(key: string, at: number, grid: HTMLElement): number | undefined {
  const columns = columnsOf(grid)
  const rows = Math.max(1, Math.floor(innerHeight / (grid.children[at] as HTMLElement).offsetHeight) - 1)
  const upwards = Math.min(rows, Math.floor(at / columns)) * columns
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: rows * columns,
    PageUp: -upwards,
    Home: -at,
    End: grid.childElementCount - 1 - at,
  }
  return steps[key]
}
