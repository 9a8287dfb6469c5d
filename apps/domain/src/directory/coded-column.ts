/** One column of the directory: each different set of values is kept once, and rows hold its number. */

const FIRST_ROWS = 1024;

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

/** Which codes of a column pass a test, each looked at once. */
export class CodeTest {
  readonly #column: CodedColumn;
  readonly #test: (values: readonly string[]) => boolean;
  /** By code. */
  readonly #passes: boolean[] = [];

  constructor(column: CodedColumn, test: (values: readonly string[]) => boolean) {
    this.#column = column;
    this.#test = test;
  }

  passes(row: number): boolean {
    this.#lookAtNew();
    return this.#passes[this.#column.codeAt(row)] === true;
  }

  /** Sets `bit` for each of the first `rows` rows that does not pass. */
  markFailures(failures: Uint8Array, bit: number, rows: number): void {
    this.#lookAtNew();
    const marks = Uint8Array.from(this.#passes, (passes) => (passes ? 0 : bit));
    const { codes } = this.#column;
    for (let row = 0; row < rows; row++) failures[row] = (failures[row] ?? 0) | (marks[codes[row] ?? 0] ?? bit);
  }

  #lookAtNew(): void {
    for (let code = this.#passes.length; code < this.#column.size; code++) {
      this.#passes.push(this.#test(this.#column.valuesOf(code)));
    }
  }
}
