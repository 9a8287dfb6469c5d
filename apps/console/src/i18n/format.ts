/** Chooses the form of a text and puts values into it. */

import type { Language, Text } from './texts.ts';

export type Values = Readonly<Record<string, string | number>>;

/** Numbers are written as the language does. */
export function formatText(text: Text, language: Language, values: Values = {}): string {
  return formOf(text, language, values).replaceAll(/\{([a-zA-Z]+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function formOf(text: Text, language: Language, values: Values): string {
  if (typeof text === 'string') return text;
  const { count } = values;
  const rule = typeof count === 'number' ? new Intl.PluralRules(language).select(count) : 'other';
  return rule === 'one' ? text.one : text.other;
}
