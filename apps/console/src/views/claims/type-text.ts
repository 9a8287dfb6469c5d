/** What types of claims are called. */

import { t, textFrom } from '../../i18n/index.ts';
import { CLAIM_TYPE_TEXTS } from './type-texts.ts';

/** What nobody can read has no type. */
export function typeOf({ type }: { readonly type: string | null }): string {
  return type === null ? t('claims.type.none') : typeText(type);
}

export function typeText(type: string): string {
  return textFrom(CLAIM_TYPE_TEXTS, `claims.type.${type}`, type);
}

/** In a sentence; `about` is the domain’s own, for types that this page does not know. */
export function saysText(type: string, about: string): string {
  return textFrom(CLAIM_TYPE_TEXTS, `claims.says.${type}`, about);
}
