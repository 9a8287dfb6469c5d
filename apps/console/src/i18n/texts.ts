/** The shape of the catalogue's parts: every text in every language beside each other, so that none is forgotten. */

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `{name}` is replaced by a value. A text that depends on `{count}` has a form for one and another for the rest. */
export type Text = string | { readonly one: string; readonly other: string };

export type Texts = Readonly<Record<string, Readonly<Record<Language, Text>>>>;

/** The names in braces of a text. */
export type NamesIn<T> = T extends { readonly one: string; readonly other: infer Other }
  ? NamesIn<Other> | 'count'
  : T extends `${string}{${infer Name}}${infer Rest}`
    ? Name | NamesIn<Rest>
    : never;
