/** What a Commissioner tells whoever runs it. Nothing in here is secret. */

import type { SallyportError } from '@sallyport/core';
import type { Obligation } from '@sallyport/onboarding';
import type { JoinerSelector } from './joiner-selector.ts';
import type { EnabledJoiner } from './joiner-table.ts';

export type CommissionerState = 'disabled' | 'connecting' | 'connected' | 'petitioning' | 'active' | 'resigning';

export type CommissionerEvent =
  | { readonly type: 'state'; readonly state: CommissionerState }
  /** The role or the link was lost without our doing. */
  | { readonly type: 'lost'; readonly error: SallyportError }
  /** A keep-alive was accepted. */
  | { readonly type: 'kept-alive'; readonly sessionId: number }
  /** A device that nobody enabled knocked; told once in a while for each. */
  | { readonly type: 'joiner-unknown'; readonly joinerId: string; readonly joinerRouterLocator: number }
  | { readonly type: 'joiner-connected'; readonly session: string; readonly joinerId: string }
  | {
      readonly type: 'joiner-accepted';
      readonly session: string;
      readonly joinerId: string;
      /** What the permission asks to be done along with it. */
      readonly obligations: readonly Obligation[];
    }
  | {
      readonly type: 'joiner-refused';
      readonly session: string;
      readonly joinerId: string;
      readonly error: SallyportError;
    }
  | { readonly type: 'joiner-expired'; readonly joiner: EnabledJoiner }
  | { readonly type: 'joiner-disabled'; readonly joiner: JoinerSelector }
  /** The steering data could not be brought to the network. */
  | { readonly type: 'steering-failed'; readonly error: SallyportError }
  /** MGMT_DATASET_CHANGED.ntf. */
  | { readonly type: 'dataset-changed'; readonly from: string }
  /** MGMT_PANID_CONFLICT.ans. */
  | {
      readonly type: 'pan-id-conflict';
      readonly from: string;
      readonly panId: number;
      readonly channels: readonly number[];
    }
  /** MGMT_ED_REPORT.ans: one measurement for each channel, in order, and so on for each repetition; in dBm. */
  | {
      readonly type: 'energy-report';
      readonly from: string;
      readonly channels: readonly number[];
      readonly energies: readonly number[];
    };

export type CommissionerListener = (event: CommissionerEvent) => void;
