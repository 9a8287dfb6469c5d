/** A library with flaws in it, as feeds tell of them. */

import type { Finding } from '@sallyport/assurance-posture';
import { advisory, severity } from './feeds.ts';
import { library } from './sboms.ts';

export const LODASH = library('pkg:npm/lodash@4.17.20');
export const FIXED = [{ introduced: '0' }, { fixed: '4.17.21' }];
export const flaw = (id: string, vector: string | undefined, more = {}) =>
  advisory(id, ['npm', 'lodash'], FIXED, { ...(vector === undefined ? {} : severity(vector)), ...more });
export const brief = ({ vulnerability, score, basis }: Finding) => [vulnerability, score, basis];
