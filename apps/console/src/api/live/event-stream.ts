/** Reads a stream of events (HTML Living Standard §9.2.6) as its text arrives. */

export interface StreamMessage {
  readonly id?: string;
  readonly data: string;
}

/** A line or a message longer than this is not the domain's. */
const MOST_CHARACTERS = 1_000_000;

export class EventStreamReader {
  #rest = '';
  #data: string[] = [];
  #size = 0;
  #id: string | undefined;

  /** The messages that are complete with this piece of text. @throws RangeError when a message has no end */
  push(piece: string): readonly StreamMessage[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    this.#size += piece.length;
    if (this.#size > MOST_CHARACTERS) throw new RangeError('a message of the stream has no end');
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): readonly StreamMessage[] {
    if (line === '') return this.#finish();
    const colon = line.indexOf(':');
    // What begins with a colon is a comment: it keeps the line alive and says nothing.
    if (colon === 0) return [];
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'id') this.#id = value;
    return [];
  }

  #finish(): readonly StreamMessage[] {
    const data = this.#data;
    this.#data = [];
    this.#size = 0;
    if (data.length === 0) return [];
    return [{ data: data.join('\n'), ...(this.#id === undefined ? {} : { id: this.#id }) }];
  }
}
