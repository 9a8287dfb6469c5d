/** What the steps of a proof say, by what they ask for. `sentence.ts` says which argument is which name. */

import type { Texts } from '../../i18n/texts.ts';

export const PROOF_TEXTS = {
  'proof.missing': { en: 'missing: {what}', de: 'es fehlt: {what}' },
  'proof.not': { en: 'not so: {what}', de: 'nicht so: {what}' },
  'proof.not.fails': { en: 'it is so: {what}', de: 'doch: {what}' },
  'proof.limit': { en: 'not followed any further: {what}', de: 'nicht weiter verfolgt: {what}' },
  'proof.somebody': { en: 'somebody', de: 'jemand' },

  'proof.says.trusts': { en: '{who} trusts {whom}', de: '{who} vertraut {whom}' },
  'proof.says.trusts.device': { en: '{who} trusts the device {whom}', de: '{who} vertraut dem Gerät {whom}' },
  'proof.says.trusts.manufacturer': { en: '{who} trusts the maker {whom}', de: '{who} vertraut dem Hersteller {whom}' },
  'proof.says.distrusts': { en: '{who} distrusts {whom}', de: '{who} misstraut {whom}' },
  'proof.says.distrusts.device': { en: '{who} distrusts the device {whom}', de: '{who} misstraut dem Gerät {whom}' },
  'proof.says.distrusts.manufacturer': {
    en: '{who} distrusts the maker {whom}',
    de: '{who} misstraut dem Hersteller {whom}',
  },
  'proof.says.purchase': {
    en: '{by} records that {buyer} bought {device}',
    de: '{by} hält fest, dass {buyer} {device} gekauft hat',
  },
  'proof.says.device_type': {
    en: '{by} says that {device} is of the type {type}',
    de: '{by} sagt, dass {device} vom Typ {type} ist',
  },
  'proof.says.device_manufacturer': {
    en: '{by} says that {maker} made {device}',
    de: '{by} sagt, dass {maker} {device} hergestellt hat',
  },
  'proof.says.sbom': {
    en: '{by} gives a bill of materials of the type {type}',
    de: '{by} nennt eine Stückliste des Typs {type}',
  },
  'proof.says.mud': { en: '{by} gives a MUD file of the type {type}', de: '{by} nennt eine MUD-Datei des Typs {type}' },
  'proof.says.vulnerability': {
    en: '{by} reports {vulnerability} of the type {type}, {score} of 10',
    de: '{by} meldet {vulnerability} beim Typ {type}, {score} von 10',
  },
  'proof.says.vulnerability_score': {
    en: '{by} gives the type {type} the score {score} of 10',
    de: '{by} bewertet den Typ {type} mit {score} von 10',
  },
  'proof.says.device_type_vulnerable.true': {
    en: '{by} set the type {type} vulnerable',
    de: '{by} hat den Typ {type} als verwundbar gekennzeichnet',
  },
  'proof.says.device_type_vulnerable.false': {
    en: '{by} set the type {type} not vulnerable',
    de: '{by} hat den Typ {type} als nicht verwundbar gekennzeichnet',
  },
  'proof.says.attestation': { en: '{by} appraised {device}', de: '{by} hat {device} begutachtet' },
  'proof.says.attestation.affirming': { en: '{by} affirmed {device}', de: '{by} hat {device} bestätigt' },
  'proof.says.attestation.warning': { en: '{by} warns of {device}', de: '{by} warnt vor {device}' },
  'proof.says.attestation.contraindicated': { en: '{by} advises against {device}', de: '{by} rät von {device} ab' },
  'proof.says.person': { en: '{who} is believed here', de: '{who} gilt hier als glaubwürdig' },
  'proof.says.right': { en: '{who} has the right {right}', de: '{who} hat das Recht {right}' },
  'proof.says.right.trust_manufacturers': { en: '{who} may trust makers', de: '{who} darf Herstellern vertrauen' },
  'proof.says.right.connect_devices': { en: '{who} may connect devices', de: '{who} darf Geräte verbinden' },
  'proof.says.right.record_purchases': { en: '{who} may record purchases', de: '{who} darf Käufe festhalten' },
  'proof.says.right.declare_types': { en: '{who} may declare types', de: '{who} darf Typen nennen' },
  'proof.says.right.write_rules': { en: '{who} may write rules', de: '{who} darf Regeln schreiben' },
  'proof.says.right.query': { en: '{who} may ask questions', de: '{who} darf Fragen stellen' },
  'proof.says.right.report_posture': {
    en: '{who} may report posture',
    de: '{who} darf über den Zustand von Geräten berichten',
  },
  'proof.says.right.state_facts': { en: '{who} may state facts', de: '{who} darf Tatsachen aussagen' },
  'proof.says.manufacturer_speaks': { en: '{who} may speak as a maker', de: '{who} darf als Hersteller sprechen' },
  'proof.says.device': {
    en: '{device} has the serial number {serial}',
    de: '{device} hat die Seriennummer {serial}',
  },
  'proof.says.made_by': {
    en: 'the birth certificate of {device} is of {maker}',
    de: 'das Geburtszertifikat von {device} ist von {maker}',
  },
  'proof.says.proved': { en: '{device} proved who it is', de: '{device} hat sich ausgewiesen' },
  'proof.says.proved.certificate': {
    en: '{device} proved itself by its certificate',
    de: '{device} hat sich durch sein Zertifikat ausgewiesen',
  },
  'proof.says.proved.code': {
    en: '{device} proved itself by its code',
    de: '{device} hat sich durch seinen Code ausgewiesen',
  },
  'proof.says.listed': { en: '{match} is on the list {list}', de: '{match} steht auf der Liste {list}' },
  'proof.says.listed.manufacturers': {
    en: '{match} is on the list of makers',
    de: '{match} steht auf der Liste der Hersteller',
  },
  'proof.says.listed.models': {
    en: '{match} is on the list of models',
    de: '{match} steht auf der Liste der Modelle',
  },
  'proof.says.listed.devices': {
    en: '{match} is on the list of devices',
    de: '{match} steht auf der Liste der Geräte',
  },
  'proof.says.listed.codes': {
    en: '{match} is on the list of codes',
    de: '{match} steht auf der Liste der Codes',
  },
  'proof.says.listed.refused': {
    en: '{match} is on the list of refused devices',
    de: '{match} steht auf der Liste der abgewiesenen Geräte',
  },
  'proof.says.device_key': { en: 'registers hold {device} as {key}', de: 'die Register führen {device} als {key}' },
  'proof.says.contact': {
    en: '{device} was in contact with {destination}, {at}',
    de: '{device} hatte Kontakt zu {destination}, {at}',
  },
  'proof.says.denylisted': {
    en: '{destination} is on the denylist {list}',
    de: '{destination} steht auf der Sperrliste {list}',
  },
  'proof.says.mud_violation': {
    en: '{device} went to {destination}, which its MUD file does not allow, {at}',
    de: '{device} sprach mit {destination}, was seine MUD-Datei nicht erlaubt, {at}',
  },
  'proof.says.given': { en: '{name} is {value} this time', de: '{name} ist diesmal {value}' },

  'proof.says.permit': { en: 'It may', de: 'Es darf' },
  'proof.says.maker_accepted': { en: 'Its maker is accepted', de: 'Sein Hersteller ist angenommen' },
  'proof.says.manufacturer_trusted': { en: 'Its maker is trusted', de: 'Seinem Hersteller wird vertraut' },
  'proof.says.manufacturer_distrusted': { en: 'Its maker is distrusted', de: 'Seinem Hersteller wird misstraut' },
  'proof.says.admitted': { en: 'Something lets it in', de: 'Etwas lässt es ein' },
  'proof.says.device_trusted': { en: 'The device is trusted', de: 'Dem Gerät wird vertraut' },
  'proof.says.objection': { en: 'Something speaks against it', de: 'Etwas spricht dagegen' },
  'proof.says.objection.vulnerable': { en: 'Its type is too vulnerable', de: 'Sein Typ ist zu verwundbar' },
  'proof.says.objection.set_vulnerable': {
    en: 'Its type was set vulnerable',
    de: 'Sein Typ wurde als verwundbar gekennzeichnet',
  },
  'proof.says.objection.no_type': { en: 'Its type is not known', de: 'Sein Typ ist nicht bekannt' },
  'proof.says.objection.distrusted': { en: 'The device is distrusted', de: 'Dem Gerät wird misstraut' },
  'proof.says.objection.maker_distrusted': { en: 'Its maker is distrusted', de: 'Seinem Hersteller wird misstraut' },
  'proof.says.objection.refused': { en: 'The owner refused it', de: 'Der Eigentümer hat es abgewiesen' },
  'proof.says.objection.contraindicated': { en: 'A verifier advises against it', de: 'Ein Prüfer rät davon ab' },
  'proof.says.objection.not_affirmed': {
    en: 'No verifier affirmed it lately',
    de: 'Kein Prüfer hat es in letzter Zeit bestätigt',
  },
  'proof.says.objection.denylisted_contact': {
    en: 'It was in contact with a denylisted address',
    de: 'Es hatte Kontakt zu einer gesperrten Adresse',
  },
  'proof.says.objection.mud_violation': {
    en: 'It did what its MUD file does not allow',
    de: 'Es tat, was seine MUD-Datei nicht erlaubt',
  },
  'proof.says.may_declare_type': {
    en: '{who} may say of which type it is',
    de: '{who} darf sagen, von welchem Typ es ist',
  },
  'proof.says.type_of': { en: 'Its type is known', de: 'Sein Typ ist bekannt' },
  'proof.says.score_is_low': { en: 'The score of its type is low', de: 'Die Bewertung seines Typs ist niedrig' },
  'proof.says.sbom_score': { en: 'Its type has a score', de: 'Sein Typ ist bewertet' },
  'proof.says.sbom_threshold': { en: 'The threshold is {number}', de: 'Die Schwelle ist {number}' },
  'proof.says.worst_vulnerability': {
    en: 'The worst known vulnerability is {vulnerability}',
    de: 'Die schwerste bekannte Schwachstelle ist {vulnerability}',
  },
  'proof.says.known_by_code': {
    en: 'It is known by its printed code',
    de: 'Es ist durch seinen aufgedruckten Code bekannt',
  },
  'proof.says.code_given': { en: 'The owner gave its code', de: 'Der Eigentümer hat seinen Code eingegeben' },
  'proof.says.maker_listed': { en: 'Its maker is on the list', de: 'Sein Hersteller steht auf der Liste' },
  'proof.says.device_listed': { en: 'It is on the list', de: 'Es steht auf der Liste' },
  'proof.says.bought': {
    en: 'Somebody who trusts its maker bought it',
    de: 'Jemand, der seinem Hersteller vertraut, hat es gekauft',
  },
  'proof.says.may_record_purchase': { en: '{who} may record purchases', de: '{who} darf Käufe festhalten' },
  'proof.says.lately_attested': { en: 'A verifier appraised it lately', de: 'Ein Prüfer hat es kürzlich begutachtet' },
  'proof.says.attestation_window': {
    en: 'An appraisal counts for {number} s',
    de: 'Eine Begutachtung zählt {number} s lang',
  },
  'proof.says.contact_window': { en: 'A contact counts for {number} s', de: 'Ein Kontakt zählt {number} s lang' },
  'proof.says.violation_window': { en: 'A violation counts for {number} s', de: 'Ein Verstoß zählt {number} s lang' },
} as const satisfies Texts;
