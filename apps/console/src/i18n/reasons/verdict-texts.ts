/** What the domain itself, its lists and its networks give as reasons, where no rule was asked. */

import type { Texts } from '../texts.ts';

export const VERDICT_TEXTS = {
  'verdict.unproved': { en: 'the device has not proved who it is', de: 'das Gerät hat sich nicht ausgewiesen' },
  'verdict.unproved-maker': {
    en: 'the device has not proved who made it',
    de: 'das Gerät hat nicht nachgewiesen, wer es hergestellt hat',
  },
  'verdict.unknown-key': {
    en: 'device {Device} is not known by the key it was born with',
    de: 'das Gerät {Device} ist unter seinem Geburtsschlüssel nicht bekannt',
  },
  'verdict.unknown-birth-key': {
    en: 'device {Device} is not known by its birth key',
    de: 'das Gerät {Device} ist unter seinem Geburtsschlüssel nicht bekannt',
  },
  'verdict.no-room': {
    en: 'there is no room to watch over another device',
    de: 'es ist kein Platz, um über ein weiteres Gerät zu wachen',
  },
  'verdict.obligations': {
    en: 'what the device is obliged to cannot be told',
    de: 'wozu das Gerät verpflichtet ist, lässt sich nicht sagen',
  },
  'verdict.claims-failed': {
    en: 'the claims could not be judged',
    de: 'die Aussagen ließen sich nicht beurteilen',
  },
  'verdict.policy-failed': {
    en: 'the policy could not be evaluated',
    de: 'die Richtlinie ließ sich nicht auswerten',
  },
  'verdict.device-failed': {
    en: 'the device could not be judged',
    de: 'das Gerät ließ sich nicht beurteilen',
  },
  'verdict.birth-certificate': {
    en: 'a birth certificate opens the onboarding network only',
    de: 'ein Geburtszertifikat öffnet nur das Netz zum Anmelden',
  },
  'verdict.no-certificate': {
    en: 'this domain issued no such certificate',
    de: 'diese Domäne hat kein solches Zertifikat ausgestellt',
  },
  'verdict.revoked': { en: 'the certificate was revoked: {Why}', de: 'das Zertifikat wurde widerrufen: {Why}' },
  'verdict.expired': { en: 'the certificate has expired', de: 'das Zertifikat ist abgelaufen' },
  'verdict.several': {
    en: 'turned away for several reasons, of which this is the last: {Why}',
    de: 'aus mehreren Gründen abgewiesen, zuletzt aus diesem: {Why}',
  },
  'verdict.unsaid': { en: 'no reason was given', de: 'es wurde kein Grund genannt' },
  'verdict.history': {
    en: "the device's history was found wanting: {Why}",
    de: 'die Vorgeschichte des Geräts wurde beanstandet: {Why}',
  },
  'verdict.mud-file': {
    en: 'the device must keep to its MUD file, which cannot be had: {Why}',
    de: 'das Gerät muss sich an seine MUD-Datei halten, und die ist nicht zu bekommen: {Why}',
  },
  'verdict.no-mud-file': {
    en: 'the device must keep to its MUD file, and none is fetched here',
    de: 'das Gerät muss sich an seine MUD-Datei halten, und hier wird keine geholt',
  },
  'verdict.refused': {
    en: 'device {Device} is on the refused list',
    de: 'das Gerät {Device} steht auf der Liste der abgewiesenen',
  },
  'verdict.refused-noted': {
    en: 'device {Device} is on the refused list ({Note})',
    de: 'das Gerät {Device} steht auf der Liste der abgewiesenen ({Note})',
  },
  'verdict.no-code': {
    en: 'the owner gave no code for device {Device}',
    de: 'für das Gerät {Device} wurde kein Code eingegeben',
  },
  'verdict.code': {
    en: 'the owner gave the code of device {Device}',
    de: 'der Code des Geräts {Device} wurde eingegeben',
  },
  'verdict.not-listed.manufacturer': {
    en: 'manufacturer {Match} is not on the accept list',
    de: 'der Hersteller {Match} steht nicht auf der Annahmeliste',
  },
  'verdict.not-listed.model': {
    en: 'model {Match} is not on the accept list',
    de: 'das Modell {Match} steht nicht auf der Annahmeliste',
  },
  'verdict.not-listed.device': {
    en: 'device {Match} is not on the accept list',
    de: 'das Gerät {Match} steht nicht auf der Annahmeliste',
  },
  'verdict.model-unnamed': {
    en: 'model (none named) is not on the accept list',
    de: 'das Gerät nennt kein Modell, und die Annahmeliste verlangt eines',
  },
  'verdict.accepted.manufacturer': {
    en: 'manufacturer {Match} is accepted',
    de: 'der Hersteller {Match} ist angenommen',
  },
  'verdict.accepted.model': { en: 'model {Match} is accepted', de: 'das Modell {Match} ist angenommen' },
  'verdict.accepted.device': { en: 'device {Match} is accepted', de: 'das Gerät {Match} ist angenommen' },
  'verdict.maker-not-accepted': {
    en: 'the maker was introduced, and is not on the list of those that are accepted',
    de: 'der Hersteller wurde vorgestellt und steht nicht auf der Liste der angenommenen',
  },
  'verdict.no-voucher': { en: 'it was given no voucher', de: 'es hat keinen Voucher bekommen' },
  'verdict.its-history': {
    en: 'its history was found wanting: {Why}',
    de: 'seine Vorgeschichte wurde beanstandet: {Why}',
  },
  'verdict.history-cut': {
    en: 'the audit log was cut, so it may hide owners',
    de: 'die Akte wurde gekürzt und könnte Eigentümer verbergen',
  },
  'verdict.history-strangers': {
    en: 'the device belonged to a domain that is not accepted',
    de: 'das Gerät gehörte einer Domäne, die nicht angenommen ist',
  },
  'verdict.history-nonceless': {
    en: 'another domain holds a voucher without a nonce',
    de: 'eine andere Domäne hat einen Voucher ohne Nonce',
  },
  'verdict.history-ignored': {
    en: 'the history is not looked at',
    de: 'die Vorgeschichte wird nicht angesehen',
  },
  'verdict.history-failed': { en: 'the review failed', de: 'die Durchsicht ist gescheitert' },
  'verdict.owner-refuses': { en: 'the owner refuses this device', de: 'der Eigentümer weist dieses Gerät ab' },
  'verdict.distrusted': {
    en: 'this device is distrusted by somebody whose word counts',
    de: 'jemand, dessen Wort zählt, misstraut diesem Gerät',
  },
} as const satisfies Texts;
