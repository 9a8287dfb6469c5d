/** One column of the directory: each different set of values is kept once, and rows hold its number. */

const FIRST_ROWS = 1024;
const FIRST_CODES = 64;
/** What is known of a code. */
const UNKNOWN = 0;
const PASSES = 1;
const FAILS = 2;

export class CodedColumn {
  readonly #codes = new Map<string, number>();
  readonly #sets: (readonly string[])[] = [];
  #rows = new Uint32Array(FIRST_ROWS);

  /** Different sets of values so far; codes are below it. */
  get size(): number {
    return this.#sets.length;
  }

  /** By row, the code of its set; longer than there are rows. Another array once there are more. */
  get codes(): Uint32Array {
    return this.#rows;
  }

  set(row: number, values: readonly string[]): void {
    if (row >= this.#rows.length) {
      const larger = new Uint32Array(Math.max(2 * this.#rows.length, row + 1));
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows[row] = this.#codeOf(values);
  }

  codeAt(row: number): number {
    return this.#rows[row] ?? 0;
  }

  /** The set behind a code. */
  valuesOf(code: number): readonly string[] {
    return this.#sets[code] ?? [];
  }

  #codeOf(values: readonly string[]): number {
    const [first] = values;
    const name = values.length === 1 && first !== undefined ? `=${first}` : JSON.stringify(values);
    const known = this.#codes.get(name);
    if (known !== undefined) return known;
    const code = this.#sets.length;
    this.#codes.set(name, code);
    this.#sets.push(values);
    return code;
  }
}

/** Which codes of a column pass a test, each looked at once, when a row with it is. */
export class CodeTest {
  readonly #column: CodedColumn;
  readonly #test: (values: readonly string[]) => boolean;
  /** By code. */
  #known = new Uint8Array(FIRST_CODES);

  constructor(column: CodedColumn, test: (values: readonly string[]) => boolean) {
    this.#column = column;
    this.#test = test;
  }

  passes(row: number): boolean {
    const code = this.#column.codeAt(row);
    const known = this.#known[code] ?? UNKNOWN;
    return known === UNKNOWN ? this.#look(code) : known === PASSES;
  }

  /** Sets 1 for each of `rows` rows from `first` on that passes; `passing` is of these alone. */
  markPassing(passing: Uint8Array, first: number, rows: number): void {
    const { codes } = this.#column;
    for (let place = 0; place < rows; place++) {
      const code = codes[first + place] ?? 0;
      const known = this.#known[code] ?? UNKNOWN;
      if (known === PASSES || (known === UNKNOWN && this.#look(code))) passing[place] = 1;
    }
  }

  #look(code: number): boolean {
    if (code >= this.#known.length) {
      const larger = new Uint8Array(Math.max(2 * this.#known.length, code + 1));
      larger.set(this.#known);
      this.#known = larger;
    }
    const passes = this.#test(this.#column.valuesOf(code));
    this.#known[code] = passes ? PASSES : FAILS;
    return passes;
  }
}
