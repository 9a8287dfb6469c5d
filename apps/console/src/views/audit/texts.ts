/** What the view of the audit says. */

import type { Texts } from '../../i18n/texts.ts';

export const AUDIT_TEXTS = {
  'audit.title': { en: 'Audit', de: 'Prüfung' },
  'audit.lead': {
    en: 'Everything that was written down, in the order in which it was, chained so that a change shows.',
    de: 'Alles, was vermerkt wurde, in der Reihenfolge, so verkettet, dass eine Änderung auffällt.',
  },
  'audit.parts': { en: 'Parts of the audit', de: 'Bereiche der Prüfung' },
  'audit.log': { en: 'Log', de: 'Protokoll' },
  'audit.chain': { en: 'Chain', de: 'Kette' },
  'audit.changes': { en: 'Changes by person', de: 'Änderungen nach Person' },

  'audit.type': { en: 'Type', de: 'Art' },
  'audit.stream': { en: 'About', de: 'Betrifft' },
  'audit.stream.filter': { en: 'About, for example device/…', de: 'Betrifft, zum Beispiel device/…' },
  'audit.from': { en: 'From', de: 'Von' },
  'audit.to': { en: 'To', de: 'Bis' },
  'audit.at': { en: 'When', de: 'Wann' },
  'audit.position': { en: 'Position', de: 'Position' },
  'audit.none': { en: 'No event fits.', de: 'Kein Ereignis passt.' },
  'audit.further': { en: 'Look further back', de: 'Weiter zurück suchen' },
  'audit.event': { en: 'Event {position}', de: 'Ereignis {position}' },
  'audit.event.version': { en: 'Number in its stream', de: 'Nummer in seinem Strom' },
  'audit.event.key': { en: 'Unique key', de: 'Eindeutiger Schlüssel' },
  'audit.event.data': { en: 'What was written', de: 'Was vermerkt wurde' },

  'audit.export': { en: 'Export', de: 'Export' },
  'audit.export.json': { en: 'JSON lines', de: 'JSON-Zeilen' },
  'audit.export.csv': { en: 'CSV', de: 'CSV' },
  'audit.export.what': {
    en: 'The export follows the filters. Each event has its hash and the one before it, so that the chain can be checked elsewhere.',
    de: 'Der Export folgt den Filtern. Jedes Ereignis trägt seinen Hash und den davor, damit die Kette anderswo geprüft werden kann.',
  },
  'audit.exported': { en: 'The export is complete.', de: 'Der Export ist vollständig.' },

  'audit.head': { en: 'Head of the chain', de: 'Kopf der Kette' },
  'audit.head.events': { en: 'Events', de: 'Ereignisse' },
  'audit.head.hash': { en: 'Hash', de: 'Hash' },
  'audit.head.note': {
    en: 'Note this head where nobody can change it who could change the log: on paper, in another house. Only against a noted head it shows whether the log was cut off or written anew.',
    de: 'Notieren Sie diesen Kopf dort, wo niemand ihn ändern kann, der das Protokoll ändern könnte: auf Papier, in einem anderen Haus. Nur gegen einen notierten Kopf zeigt sich, ob das Protokoll gekürzt oder neu geschrieben wurde.',
  },
  'audit.head.copy': { en: 'Head to be noted', de: 'Kopf zum Notieren' },
  'audit.verify': { en: 'Verify', de: 'Prüfen' },
  'audit.verify.title': { en: 'Verify the log', de: 'Das Protokoll prüfen' },
  'audit.verify.noted': { en: 'Noted head (optional)', de: 'Notierter Kopf (freiwillig)' },
  'audit.verify.noted.help': {
    en: 'As it was copied here: a position and 64 hexadecimal digits.',
    de: 'Wie er hier kopiert wurde: eine Position und 64 hexadezimale Ziffern.',
  },
  'audit.verify.wrong': {
    en: 'A noted head is a position and 64 hexadecimal digits.',
    de: 'Ein notierter Kopf ist eine Position und 64 hexadezimale Ziffern.',
  },
  'audit.verify.running': {
    en: '{checked} of {of} events are checked, for {by}.',
    de: '{checked} von {of} Ereignissen sind geprüft, für {by}.',
  },
  'audit.verify.progress': { en: 'Checked so far', de: 'Bisher geprüft' },
  'audit.verify.latest': { en: 'Latest check', de: 'Letzte Prüfung' },
  'audit.verify.never': { en: 'Not checked since the start.', de: 'Seit dem Start nicht geprüft.' },
  'audit.verify.whole': {
    en: {
      one: 'The log is whole: {count} event fits its hash.',
      other: 'The log is whole: {count} events fit their hashes.',
    },
    de: {
      one: 'Das Protokoll ist heil: {count} Ereignis passt zu seinem Hash.',
      other: 'Das Protokoll ist heil: {count} Ereignisse passen zu ihren Hashes.',
    },
  },
  'audit.verify.met': { en: 'It goes through the noted head.', de: 'Es führt durch den notierten Kopf.' },
  'audit.verify.broken': {
    en: 'The log is not what was written',
    de: 'Das Protokoll ist nicht, was geschrieben wurde',
  },
  'audit.verify.by': { en: 'Asked for by', de: 'Verlangt von' },

  'audit.change.who': { en: 'Who', de: 'Wer' },
  'audit.change.what': { en: 'What', de: 'Was' },
  'audit.change.way': { en: 'By', de: 'Über' },
  'audit.change.way.session': { en: 'console', de: 'Konsole' },
  'audit.change.way.token': { en: 'token', de: 'Token' },
  'audit.change.way.local': { en: 'command line', de: 'Kommandozeile' },
  'audit.change.outcome': { en: 'Outcome', de: 'Ausgang' },
  'audit.change.done': { en: 'done', de: 'erledigt' },
  'audit.change.open': { en: 'begun, no end', de: 'begonnen, kein Ende' },
  'audit.change.none': { en: 'Nobody changed anything yet.', de: 'Noch hat niemand etwas geändert.' },
  'audit.change.person': { en: 'Person', de: 'Person' },
  'audit.change.given': { en: 'With', de: 'Mit' },
  'audit.change.details': { en: '{operation} by {name}', de: '{operation} von {name}' },
} as const satisfies Texts;
