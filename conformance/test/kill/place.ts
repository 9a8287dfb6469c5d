/** What the killed process and its killer say to each other. */

import type { JsonValue } from '@sallyport/core';
import type { HousePorts } from '../../src/index.ts';

export interface Place {
  readonly directory: string;
  readonly ports: HousePorts;
}

export interface Order {
  readonly id: number;
  readonly service: 'manufacturer' | 'domain';
  readonly operation: string;
  readonly input: JsonValue;
}

export type Report =
  | { readonly kind: 'listening'; readonly ports: HousePorts; readonly maker: string; readonly stationAnchor: string }
  | { readonly kind: 'done'; readonly id: number };
