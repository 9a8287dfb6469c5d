/** Where an operation is found: its method and path, taken apart once. */

import { fail } from './errors.ts';
import type { Method, Via } from './operation.ts';

export interface Route {
  readonly method: Method;
  /** As OpenAPI writes it: `/devices/{serialNumber}`. */
  readonly template: string;
  /** Parts of the path that are given, in their order. */
  readonly names: readonly string[];
  readonly segments: readonly Segment[];
}

/** A word of the path, or the name of what stands in its place. */
export type Segment = { readonly word: string } | { readonly name: string };

const VIA = /^(GET|POST|PUT|PATCH|DELETE) (\/.+)$/;
const WORD = /^[a-z0-9][a-z0-9.-]*$/;
const NAME = /^\{([a-zA-Z][a-zA-Z0-9]*)\}$/;
const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @throws E_API_TABLE */
export function routeOf(via: Via): Route {
  const [, verb, template = ''] = VIA.exec(via) ?? [];
  const method = METHODS.find((each) => each === verb);
  if (method === undefined) throw fail('E_API_TABLE', `${via} is no method and path`);
  const segments = template.slice(1).split('/').map(segmentOf);
  const names = segments.flatMap((segment) => ('name' in segment ? [segment.name] : []));
  if (new Set(names).size < names.length) throw fail('E_API_TABLE', `${via} names a part of its path twice`);
  return { method, template, names, segments };
}

function segmentOf(text: string): Segment {
  const name = NAME.exec(text)?.[1];
  if (name !== undefined) return { name };
  if (WORD.test(text)) return { word: text };
  throw fail('E_API_TABLE', `${text} is neither a word nor a name in braces`);
}

/** Words come before names, so that `/devices/search` is not taken for a device called `search`. */
export function compareRoutes(one: Route, other: Route): number {
  for (const [index, segment] of one.segments.entries()) {
    const beside = other.segments[index];
    if (beside === undefined) return 1;
    const [isNamed, isOtherNamed] = ['name' in segment, 'name' in beside];
    if (isNamed !== isOtherNamed) return isNamed ? 1 : -1;
  }
  return one.segments.length - other.segments.length;
}
