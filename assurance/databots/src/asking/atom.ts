/** Letters that make a text look different from what is read: no node takes a question that holds one, quoted or not. */
const DECEPTIVE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Whether a question may name this. */
export function isAskable(text: string): boolean {
  return !DECEPTIVE.test(text);
}

/** A text as Prolog reads it. */
export function atom(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
