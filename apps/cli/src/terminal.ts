/** Where commands write: standard output for results, standard error for everything about the work itself. */

import { styleText } from 'node:util';

export interface Terminal {
  /** Results: what a person reads or a program parses. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  note(text: string): void;
  /** True when colours and live output make sense. */
  readonly interactive: boolean;
  /** Characters in a line; undefined where nobody wraps lines, as in a pipe. */
  readonly columns?: number | undefined;
}

export const processTerminal: Terminal = {
  out: (text) => {
    process.stdout.write(text);
  },
  note: (text) => {
    process.stderr.write(text);
  },
  interactive: process.stdout.isTTY === true,
  get columns() {
    return process.stdout.isTTY === true ? process.stdout.columns : undefined;
  },
};

type Style = Parameters<typeof styleText>[0];

/** `text` in `style` where that is wanted: honours NO_COLOR and pipes. */
export function styled(terminal: Terminal, style: Style, text: string): string {
  return terminal.interactive && process.env['NO_COLOR'] === undefined
    ? styleText(style, text, { validateStream: false })
    : text;
}

/**
 * Text from a device, a peer or a file made safe to show: control characters, which could move the cursor or
 * change the title of a terminal, become visible escapes.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Text broken between words where a terminal would break it anywhere; what is over is indented. */
export function wrapped({ columns = Number.POSITIVE_INFINITY }: Terminal, text: string): string {
  const lines: string[] = [];
  let line = /^ */.exec(text)?.[0] ?? '';
  for (const word of text.trimStart().split(' ')) {
    const longer = line.trim() === '' ? line + word : `${line} ${word}`;
    if (longer.length <= columns || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = `  ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
