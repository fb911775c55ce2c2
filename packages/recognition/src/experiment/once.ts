/** Things that are made when they are first asked for, and only then. */
export class Once<Key, Made extends { dispose?(): void }> {
  readonly #made = new Map<Key, Promise<Made>>()

  get(key: Key, make: () => Promise<Made>): Promise<Made> {
    let made = this.#made.get(key)
    if (!made) this.#made.set(key, (made = make()))
    return made
  }

  dispose(): void {
    for (const made of this.#made.values()) made.then((one) => one.dispose?.()).catch(() => {}) // whoever asked was told
    this.#made.clear()
  }
}
