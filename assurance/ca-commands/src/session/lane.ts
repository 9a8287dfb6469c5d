/** Work done one after the other. */

export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work when all that was given before is over. Rejects with the work; the lane goes on. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
