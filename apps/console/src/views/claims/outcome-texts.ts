/** Why a claim counts or does not, by the domain’s stable words. */

import type { Texts } from '../../i18n/texts.ts';

export const OUTCOME_TEXTS = {
  'claims.outcome.counted': {
    en: '{by} is believed to {far} and may say this.',
    de: '{by} gilt zu {far} als glaubwürdig und darf das sagen.',
  },
  'claims.outcome.counted.IdentityBinding': {
    en: '{by} is an authentication server of this node.',
    de: '{by} ist ein Authentifizierungsserver dieses Knotens.',
  },
  'claims.outcome.counted.Retraction': {
    en: '{by} may take the claim back.',
    de: '{by} darf die Aussage zurücknehmen.',
  },
  'claims.outcome.not-yet-valid': { en: 'The claim does not hold yet.', de: 'Die Aussage gilt noch nicht.' },
  'claims.outcome.expired': { en: 'The claim holds no longer.', de: 'Die Aussage gilt nicht mehr.' },
  'claims.outcome.retracted': { en: 'The claim was taken back.', de: 'Die Aussage wurde zurückgenommen.' },
  'claims.outcome.superseded': {
    en: '{by} has said something newer about the same.',
    de: '{by} hat über dasselbe etwas Neueres gesagt.',
  },
  'claims.outcome.not-bound': {
    en: 'Nobody can say for whom {by} speaks.',
    de: 'Niemand kann sagen, für wen {by} spricht.',
  },
  'claims.outcome.not-bound.Trust': {
    en: 'The claim speaks for another than its issuer, {by}; no authentication server has bound the two.',
    de: 'Die Aussage spricht für jemand anderen als ihren Aussteller ({by}); kein Authentifizierungsserver hat die beiden verbunden.',
  },
  'claims.outcome.not-bound.Distrust': {
    en: 'The claim speaks for another than its issuer, {by}; no authentication server has bound the two.',
    de: 'Die Aussage spricht für jemand anderen als ihren Aussteller ({by}); kein Authentifizierungsserver hat die beiden verbunden.',
  },
  'claims.outcome.self': {
    en: '{by} speaks about itself, which counts for nothing.',
    de: '{by} spricht über sich selbst, und das zählt nicht.',
  },
  'claims.outcome.unknown-issuer': {
    en: 'Nobody who is believed here vouches for {by}.',
    de: 'Niemand, dem hier geglaubt wird, verbürgt sich für den Aussteller ({by}).',
  },
  'claims.outcome.below-threshold': {
    en: '{by} is believed to {far} only, which is not enough.',
    de: '{by} gilt nur zu {far} als glaubwürdig, und das reicht nicht.',
  },
  'claims.outcome.distrusted': {
    en: '{by} is distrusted by somebody who is believed here.',
    de: 'Jemand, dem hier geglaubt wird, misstraut dem Aussteller ({by}).',
  },
  'claims.outcome.not-entitled': {
    en: '{by} is believed, but may not say this.',
    de: '{by} gilt als glaubwürdig, darf das aber nicht sagen.',
  },
  'claims.outcome.not-entitled.IdentityBinding': {
    en: '{by} is no authentication server of this node.',
    de: '{by} ist kein Authentifizierungsserver dieses Knotens.',
  },
  'claims.outcome.not-entitled.Retraction': {
    en: 'A claim is taken back by who made it or by a root, and a retraction by nobody.',
    de: 'Eine Aussage nimmt zurück, wer sie gemacht hat, oder eine Wurzel des Vertrauens; eine Rücknahme nimmt niemand zurück.',
  },
  'claims.outcome.conflict': {
    en: 'The key is bound to more than one mailbox, so that it speaks for none.',
    de: 'Der Schlüssel ist an mehr als ein Postfach gebunden und spricht deshalb für keines.',
  },
  'claims.outcome.nothing-to-retract': {
    en: 'The claim that is taken back is not known here yet.',
    de: 'Die Aussage, die zurückgenommen wird, ist hier noch nicht bekannt.',
  },
  'claims.outcome.not-a-statement': {
    en: 'The claim is a command, an answer or an envelope: there is nothing to be believed.',
    de: 'Die Aussage ist ein Befehl, eine Antwort oder ein Umschlag: Darin gibt es nichts zu glauben.',
  },
  'claims.outcome.waiting': {
    en: 'The claim was not looked at yet.',
    de: 'Die Aussage wurde noch nicht angesehen.',
  },
  'claims.outcome.own': {
    en: 'This domain made the claim for others.',
    de: 'Diese Domäne hat die Aussage für andere gemacht.',
  },
} as const satisfies Texts;
