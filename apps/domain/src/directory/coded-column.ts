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
    const name = JSON.stringify(values);
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
  /** 0: not looked at, 1: fails, 2: passes. */
  #known = new Uint8Array(64);

  constructor(column: CodedColumn, test: (values: readonly string[]) => boolean) {
    this.#column = column;
    this.#test = test;
  }

  passes(row: number): boolean {
    const code = this.#column.codeAt(row);
    const known = this.#known[code];
    if (known === 1 || known === 2) return known === 2;
    if (code >= this.#known.length) {
      const larger = new Uint8Array(Math.max(2 * this.#known.length, code + 1));
      larger.set(this.#known);
      this.#known = larger;
    }
    const passes = this.#test(this.#column.valuesOf(code));
    this.#known[code] = passes ? 2 : 1;
    return passes;
  }
}
