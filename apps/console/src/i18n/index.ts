/** Texts in the language that the person chose, or the browser asks for. */

import { CATALOGUE, type TextKey } from './catalogue.ts';
import { formatText, type Values } from './format.ts';
import { language } from './language.ts';
import type { NamesIn, Texts } from './texts.ts';

export type { TextKey } from './catalogue.ts';
export { language, setLanguage } from './language.ts';
export { LANGUAGES, type Language } from './texts.ts';

type NamesOf<Key extends TextKey> = NamesIn<(typeof CATALOGUE)[Key]['en']>;

/** The values a text needs: none, or one for each name in braces. */
type ValuesOf<Key extends TextKey> = [NamesOf<Key>] extends [never]
  ? []
  : [values: Readonly<Record<NamesOf<Key>, string | number>>];

/** The keys of texts that need no values. */
export type PlainKey = { [Key in TextKey]: [NamesOf<Key>] extends [never] ? Key : never }[TextKey];

/** The text of a key. A component that calls it is drawn again when the language changes. */
export function t<Key extends TextKey>(key: Key, ...[values]: ValuesOf<Key>): string {
  return format(key, values);
}

function format(key: TextKey, values: Values | undefined): string {
  return formatText(CATALOGUE[key][language.value], language.value, values);
}

/**
 * The text of a key that is put together while the page runs, for example of a phase; what the catalogue does not know is shown as
 * `otherwise`, since a newer domain may speak of things that an open page has no words for.
 */
export function textOf(key: string, otherwise: string, values?: Values): string {
  return isKey(key) ? format(key, values) : otherwise;
}

/** As {@link textOf}, for texts that are loaded with the view that needs them and not with the first page. */
export function textFrom(part: Texts, key: string, otherwise: string, values?: Values): string {
  const text = Object.hasOwn(part, key) ? part[key]?.[language.value] : undefined;
  return text === undefined ? otherwise : formatText(text, language.value, values);
}

function isKey(key: string): key is TextKey {
  return Object.hasOwn(CATALOGUE, key);
}

/** How the language writes a number. */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language.value, options).format(value);
}
