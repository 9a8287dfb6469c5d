/** Values that are only looked at. */

import type { JsonValue } from '@sallyport/core';
import type { Download } from './download.ts';

/** A value as it may be given: nothing in it is changed by whoever is given it. */
export type Immutable<Value> = Value extends Download
  ? Value
  : // JSON has itself within: to look into it would not end.
    JsonValue extends Value
    ? Value
    : Value extends readonly (infer Item)[]
      ? readonly Immutable<Item>[]
      : Value extends object
        ? { readonly [Name in keyof Value]: Immutable<Value[Name]> }
        : Value;
