/** What the domain says of facts that it saw itself, as decisions of the log name them. */

import type { Texts } from '../texts.ts';

export const OBSERVED_TEXTS = {
  'observed.person': { en: 'this node believes {Who} as a person', de: '{Who} gilt hier als glaubwürdig' },
  'observed.right.trust': {
    en: '{Who} has the right to trust manufacturers',
    de: '{Who} darf Herstellern vertrauen',
  },
  'observed.right.connect': { en: '{Who} has the right to connect devices', de: '{Who} darf Geräte verbinden' },
  'observed.right.purchases': { en: '{Who} has the right to record purchases', de: '{Who} darf Käufe festhalten' },
  'observed.right.types': { en: '{Who} has the right to declare types', de: '{Who} darf Typen nennen' },
  'observed.right.rules': { en: '{Who} has the right to write rules', de: '{Who} darf Regeln schreiben' },
  'observed.right.query': { en: '{Who} has the right to query', de: '{Who} darf Fragen stellen' },
  'observed.right.posture': {
    en: '{Who} has the right to report posture',
    de: '{Who} darf über den Zustand von Geräten berichten',
  },
  'observed.right.facts': { en: '{Who} has the right to state facts', de: '{Who} darf Tatsachen aussagen' },
  'observed.speaks': {
    en: 'a person who may trust manufacturers trusts {Who}',
    de: 'jemand, der Herstellern vertrauen darf, vertraut {Who}',
  },
  'observed.serial': { en: '{Device} has the serial number {Serial}', de: '{Device} hat die Seriennummer {Serial}' },
  'observed.model': {
    en: '{Device} has the serial number {Serial}, model {Model}',
    de: '{Device} hat die Seriennummer {Serial}, Modell {Model}',
  },
  'observed.maker': {
    en: 'the birth certificate of {Device} is of {Maker}',
    de: 'das Geburtszertifikat von {Device} ist von {Maker}',
  },
  'observed.mud-file': {
    en: 'the birth certificate of {Device} names the MUD file {Url}',
    de: 'das Geburtszertifikat von {Device} nennt die MUD-Datei {Url}',
  },
  'observed.certificate': {
    en: '{Device} proved itself by its certificate',
    de: '{Device} hat sich durch sein Zertifikat ausgewiesen',
  },
  'observed.code': {
    en: '{Device} proved itself by its code',
    de: '{Device} hat sich durch seinen Code ausgewiesen',
  },
  'observed.code-accepted': {
    en: 'the owner gave the code of {Device}, and it was accepted by it',
    de: 'der Code von {Device} wurde eingegeben, und es wurde durch ihn angenommen',
  },
  'observed.register': { en: 'registers hold {Device} as {Key}', de: 'die Register führen {Device} als {Key}' },
  'observed.listed': {
    en: "{Match} is on the owner's list of {List}",
    de: '{Match} steht auf der Liste {List}',
  },
} as const satisfies Texts;
