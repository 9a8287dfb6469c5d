/** The head of the chain of hashes, as it is written on paper. */

export interface Head {
  readonly position: number;
  /** 64 hexadecimal digits in lower case. */
  readonly hash: string;
}

const NOTED = /^(\d{1,15})[\s:,;]+([0-9a-f]{64})$/;

export function headText({ position, hash }: Head): string {
  return `${position} ${hash}`;
}

/** Undefined for what is no head; digits may be in groups and in capitals. */
export function headIn(text: string): Head | undefined {
  const [position = '', ...digits] = text
    .trim()
    .toLowerCase()
    .split(/[\s:,;]+/);
  const match = NOTED.exec(`${position} ${digits.join('')}`);
  const [, number, hash] = match ?? [];
  return number === undefined || hash === undefined ? undefined : { position: Number(number), hash };
}
