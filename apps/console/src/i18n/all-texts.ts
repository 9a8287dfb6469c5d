/** Every text of the console, for tests: those of the catalogue, and those that come with the views that need them. */

import { EVENT_TEXTS } from '../views/audit/event-texts.ts';
import { FIELD_TEXTS } from '../views/claims/field-texts.ts';
import { OUTCOME_TEXTS } from '../views/claims/outcome-texts.ts';
import { CLAIM_TYPE_TEXTS } from '../views/claims/type-texts.ts';
import { PROOF_TEXTS } from '../views/device/proof-texts.ts';
import { SHIPPED_TEXTS } from '../views/policy/shipped-texts.ts';
import { CATALOGUE, PARTS } from './catalogue.ts';

const WITH_VIEWS = [EVENT_TEXTS, FIELD_TEXTS, OUTCOME_TEXTS, CLAIM_TYPE_TEXTS, PROOF_TEXTS, SHIPPED_TEXTS] as const;

export const ALL_PARTS = [...PARTS, ...WITH_VIEWS] as const;

export const ALL_TEXTS = {
  ...CATALOGUE,
  ...EVENT_TEXTS,
  ...FIELD_TEXTS,
  ...OUTCOME_TEXTS,
  ...CLAIM_TYPE_TEXTS,
  ...PROOF_TEXTS,
  ...SHIPPED_TEXTS,
};
