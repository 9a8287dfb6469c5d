/** What the rules that are shipped and the domain say as reasons, so that it can be said in other languages, too. */

import type { Texts } from '../texts.ts';

/** The English is what the domain writes, with the names in braces where it has names. */
export const REASON_TEXTS = {
  'reason.maker-unknown': {
    en: 'nobody knows who made {Device}',
    de: 'niemand weiß, wer {Device} hergestellt hat',
  },
  'reason.maker-distrusted': {
    en: 'manufacturer {Manufacturer} is distrusted by {Person}',
    de: 'dem Hersteller {Manufacturer} misstraut {Person}',
  },
  'reason.maker-untrusted': {
    en: 'no person who may trust manufacturers trusts {Manufacturer}',
    de: 'niemand, der Herstellern vertrauen darf, vertraut {Manufacturer}',
  },
  'reason.device-distrusted': {
    en: '{Person}, who may connect devices, distrusts {Device}',
    de: '{Person} darf Geräte verbinden und misstraut {Device}',
  },
  'reason.device-untrusted': {
    en: 'no person who may connect devices trusts {Device}',
    de: 'niemand, der Geräte verbinden darf, vertraut {Device}',
  },
  'reason.untyped': {
    en: 'nobody who may declare types says of which type {Device} is',
    de: 'niemand, der Typen nennen darf, sagt, von welchem Typ {Device} ist',
  },
  'reason.untyped-yet': {
    en: 'nobody said of which type it is',
    de: 'niemand hat gesagt, von welchem Typ es ist',
  },
  'reason.no-code': {
    en: 'the owner gave no code for {Device}',
    de: 'für {Device} wurde kein Code angegeben',
  },
  'reason.score': {
    en: 'type {Type} has an SBOM score of {Score}, threshold {Threshold}',
    de: 'der Typ {Type} hat eine Schwachstellenbewertung von {Score}, zulässig ist weniger als {Threshold}',
  },
  'reason.score-component': {
    en: 'type {Type} has an SBOM score of {Score}, threshold {Threshold}, because {Vulnerability} in {Component}, claimed by {By}',
    de: 'der Typ {Type} hat eine Schwachstellenbewertung von {Score}, zulässig ist weniger als {Threshold}, wegen {Vulnerability} in {Component}; das sagt {By}',
  },
  'reason.score-vulnerability': {
    en: 'type {Type} has an SBOM score of {Score}, threshold {Threshold}, because {Vulnerability}, claimed by {By}',
    de: 'der Typ {Type} hat eine Schwachstellenbewertung von {Score}, zulässig ist weniger als {Threshold}, wegen {Vulnerability}; das sagt {By}',
  },
  'reason.no-score': {
    en: 'type {Type} has no SBOM score',
    de: 'für den Typ {Type} gibt es keine Schwachstellenbewertung',
  },
  'reason.set-vulnerable': {
    en: '{By} set type {Type} vulnerable',
    de: '{By} hat den Typ {Type} als verwundbar gekennzeichnet',
  },
  'reason.refused': {
    en: "{Device} is on the owner's list of refused devices",
    de: '{Device} steht auf der Liste der abgewiesenen Geräte',
  },
  'reason.bought': {
    en: '{Buyer} bought {Device}, and trusts its maker',
    de: '{Buyer} hat {Device} gekauft und vertraut dem Hersteller',
  },
  'reason.not-bought': {
    en: 'nobody who trusts the maker of {Device} is on record as its buyer',
    de: 'niemand, der dem Hersteller von {Device} vertraut, ist als Käufer eingetragen',
  },
  'reason.contact': {
    en: '{Device} was in contact with {Destination}, which is on the list {List}, within the last {Seconds} seconds',
    de: '{Device} hatte in den letzten {Seconds} Sekunden Kontakt zu {Destination}, das auf der Liste {List} steht',
  },
  'reason.mud': {
    en: '{Device} went to {Destination}, which its MUD file does not allow',
    de: '{Device} sprach mit {Destination}, was die MUD-Datei nicht erlaubt',
  },
  'reason.not-affirmed': {
    en: 'nobody who may report posture affirmed {Device} within the last {Seconds} seconds',
    de: 'niemand, der über den Zustand berichten darf, hat {Device} in den letzten {Seconds} Sekunden bestätigt',
  },
  'reason.not-affirmed-warned': {
    en: 'nobody who may report posture affirmed {Device} within the last {Seconds} seconds, and {By} warns of it',
    de: 'niemand, der über den Zustand berichten darf, hat {Device} in den letzten {Seconds} Sekunden bestätigt, und {By} warnt davor',
  },
  'reason.contraindicated': {
    en: '{By}, who may report posture, appraised {Device} and contraindicates it',
    de: '{By} darf über den Zustand berichten, hat {Device} begutachtet und rät davon ab',
  },
  'reason.history-clean': {
    en: 'the history holds nothing unexpected',
    de: 'die Vorgeschichte enthält nichts Unerwartetes',
  },
  'reason.asked-anew': {
    en: 'It would be asked anew if this were taken back: {Claim}',
    de: 'Es würde neu gefragt, wenn diese Aussage zurückgenommen würde: {Claim}',
  },
  'reason.unstated': {
    en: 'nobody states {Goal}',
    de: 'niemand sagt {Goal}',
  },
} as const satisfies Texts;
