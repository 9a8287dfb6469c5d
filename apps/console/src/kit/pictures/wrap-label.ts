/** Breaks a label into lines, since text in a picture does not break by itself. */

/** @returns at most `lines` lines of at most `width` characters; what does not fit ends in "…" */
export function wrapLabel(text: string, width: number, lines: number): readonly string[] {
  const words = text
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word) => pieces(word, width));
  const broken: string[] = [];
  for (const word of words) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  if (broken.length <= lines) return broken;
  const shown = broken.slice(0, lines);
  const last = shown.pop() ?? '';
  return [...shown, `${[...last].slice(0, width - 1).join('')}…`];
}

/** A word that is longer than a line, for example a fingerprint. */
function pieces(word: string, width: number): readonly string[] {
  const characters = [...word];
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, index) => characters.slice(index * width, (index + 1) * width).join(''));
}
