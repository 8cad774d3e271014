/** Lets a few through at a time, in the order of their coming. */
export class Semaphore {
  #inside = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  async through<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.#inside >= this.#width) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#inside += 1;
    try {
      return await act();
    } finally {
      // Whoever waits longest takes the place that gets free.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
