/** How bad something is, from 0 to 10 as CVSS counts: the number says it, and the colour as well. */

import { formatNumber, t } from '../../i18n/index.ts';
import { Badge, type Tone } from '../../kit/index.ts';

/** CVSS 4.0 §6: high from 7, medium from 4. */
const HIGH = 7;
const MEDIUM = 4;

export function ScoreOf({ score }: { readonly score: number | null }) {
  if (score === null) return <span class="faint">{t('makers.type.score.none')}</span>;
  return <Badge tone={toneOf(score)}>{formatNumber(score, { maximumFractionDigits: 1 })}</Badge>;
}

export function toneOf(score: number): Tone {
  if (score >= HIGH) return 'bad';
  return score >= MEDIUM ? 'wait' : 'good';
}
