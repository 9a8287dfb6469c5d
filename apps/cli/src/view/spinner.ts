/**
 * A line at the foot of the terminal that turns while something is awaited. It takes no input, so that Ctrl-C stays the signal
 * by which commands end in good order.
 */

import type { Terminal } from '../terminal.ts';

const FRAMES = ['◒', '◐', '◓', '◑'] as const;
const EACH = 120;
/** Back to the beginning of the line, and what stands there is erased. */
const ERASE = '\r\u001b[K';

export class Spinner {
  readonly #terminal: Terminal;
  #turning: NodeJS.Timeout | undefined;
  #text: string;
  #frame = 0;

  /** Turns until {@link end}. */
  constructor(terminal: Terminal, text: string) {
    this.#terminal = terminal;
    this.#text = text;
    this.#turning = setInterval(() => this.#draw(), EACH);
    this.#draw();
  }

  set text(text: string) {
    this.#text = text;
  }

  /** Makes room for lines of their own. */
  above(write: () => void): void {
    this.#terminal.note(ERASE);
    write();
    this.#draw();
  }

  /** Leaves nothing behind. */
  end(): void {
    clearInterval(this.#turning);
    this.#turning = undefined;
    this.#terminal.note(ERASE);
  }

  #draw(): void {
    if (this.#turning === undefined) return;
    const frame = FRAMES[this.#frame++ % FRAMES.length] ?? '';
    const room = (this.#terminal.columns ?? 80) - 1;
    this.#terminal.note(`${ERASE}${`${frame} ${this.#text}`.slice(0, room)}`);
  }
}

/** Nobody is told to wait for what does not take so long. */
const PATIENCE = 1000;

/** Says that there is work, how far it is where `far` tells, and for how long already, where somebody can see it. */
export async function patiently<T>(
  terminal: Terminal,
  what: string,
  work: () => Promise<T>,
  far: () => string = () => '',
): Promise<T> {
  if (!terminal.interactive) return work();
  let spinner: Spinner | undefined;
  let seconds = 0;
  const timer = setInterval(() => {
    seconds++;
    const text = `${what} … ${[far(), `${seconds} s`].filter((each) => each !== '').join(', ')}`;
    if (spinner === undefined) spinner = new Spinner(terminal, text);
    else spinner.text = text;
  }, PATIENCE);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    spinner?.end();
  }
}
