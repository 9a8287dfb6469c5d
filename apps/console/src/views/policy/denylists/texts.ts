/** What is said of denylists. */

import type { Texts } from '../../../i18n/texts.ts';

export const DENYLIST_TEXTS = {
  'denylists.lead': {
    en: 'Destinations on the internet that no device should talk to. Under policies with the rule denylisted_contact a device that does is put out, for as long as the rules look back.',
    de: 'Ziele im Internet, mit denen kein Gerät reden soll. Unter Richtlinien mit der Regel denylisted_contact wird ein Gerät, das es tut, hinausgesetzt, so lange die Regeln zurückblicken.',
  },
  'denylists.contacts': { en: 'Who contacted what', de: 'Wer womit Kontakt hatte' },
  'denylists.contacts.look': { en: 'Look again', de: 'Erneut ansehen' },
  'denylists.contacts.none': {
    en: 'No device had to do with a listed destination in the last hour.',
    de: 'Kein Gerät hatte in der letzten Stunde mit einem gelisteten Ziel zu tun.',
  },
  'denylists.window': {
    en: 'Contacts of the last hour. The rules in force hold one against its device for {span}.',
    de: 'Kontakte der letzten Stunde. Die geltenden Regeln halten einen gegen sein Gerät, Dauer: {span}.',
  },
  'denylists.window.none': {
    en: 'Contacts of the last hour. No rule in force holds them against devices: adopt a policy that does, such as build-5.',
    de: 'Kontakte der letzten Stunde. Keine geltende Regel hält sie gegen Geräte: Nehmen Sie eine Richtlinie an, die es tut, etwa build-5.',
  },
  'denylists.device': { en: 'Device', de: 'Gerät' },
  'denylists.destination': { en: 'Destination', de: 'Ziel' },
  'denylists.on': { en: 'On', de: 'Auf' },
  'denylists.at': { en: 'Last', de: 'Zuletzt' },
  'denylists.counts': { en: 'Counts', de: 'Zählt' },
  'denylists.counts.yes': { en: 'held against it', de: 'gilt gegen es' },
  'denylists.counts.over': { en: 'over', de: 'vorbei' },
  'denylists.counts.never': { en: 'no', de: 'nein' },
  'denylists.lists': { en: 'Lists in force', de: 'Geltende Listen' },
  'denylists.none': {
    en: 'No list is in force. Import one that others publish, or add single destinations.',
    de: 'Keine Liste gilt. Lesen Sie eine ein, die andere veröffentlichen, oder fügen Sie einzelne Ziele hinzu.',
  },
  'denylists.name': { en: 'Name', de: 'Name' },
  'denylists.entries': { en: 'Destinations', de: 'Ziele' },
  'denylists.actions': { en: 'Actions', de: 'Aktionen' },
  'denylists.remove': { en: 'Take out of force', de: 'Außer Kraft setzen' },
  'denylists.remove.label': { en: 'Take out of force the list {list}', de: 'Die Liste {list} außer Kraft setzen' },
  'denylists.remove.title': { en: 'Take the list {list} out of force?', de: 'Die Liste {list} außer Kraft setzen?' },
  'denylists.remove.what': {
    en: 'Contacts with what is on it are held against nobody any more, and devices that are out by them alone may come back. The list itself is gone.',
    de: 'Kontakte mit ihren Zielen werden niemandem mehr vorgehalten, und Geräte, die allein deshalb draußen sind, dürfen zurück. Die Liste selbst ist dann fort.',
  },
  'denylists.removed': { en: 'The list {list} is out of force.', de: 'Die Liste {list} ist außer Kraft.' },
  'denylists.on-list': { en: 'On the list {list}', de: 'Auf der Liste {list}' },
  'denylists.search': { en: 'Part of an address or name', de: 'Teil einer Adresse oder eines Namens' },
  'denylists.empty': { en: 'Nothing is on this list.', de: 'Auf dieser Liste steht nichts.' },
  'denylists.not-found': { en: 'Nothing on this list has that in it.', de: 'Nichts auf dieser Liste enthält das.' },
  'denylists.take': { en: 'Take off', de: 'Streichen' },
  'denylists.take.label': { en: 'Take off {destination}', de: '{destination} streichen' },
  'denylists.taken': {
    en: '{destination} is on the list {list} no more.',
    de: '{destination} steht nicht mehr auf der Liste {list}.',
  },
  'denylists.add': { en: 'Add destinations', de: 'Ziele hinzufügen' },
  'denylists.add.do': { en: 'Put on the list', de: 'Auf die Liste setzen' },
  'denylists.added': {
    en: {
      one: '{count} destination is new on the list {list}.',
      other: '{count} destinations are new on the list {list}.',
    },
    de: { one: '{count} Ziel ist neu auf der Liste {list}.', other: '{count} Ziele sind neu auf der Liste {list}.' },
  },
  'denylists.list': { en: 'List', de: 'Liste' },
  'denylists.list.new': { en: 'A new list', de: 'Eine neue Liste' },
  'denylists.list.name': { en: 'Name of the list', de: 'Name der Liste' },
  'denylists.list.name.help': {
    en: 'Letters, digits, dots, hyphens and underscores. Reasons name it.',
    de: 'Buchstaben ohne Umlaute, Ziffern, Punkte, Binde- und Unterstriche. Begründungen nennen ihn.',
  },
  'denylists.destinations': { en: 'Destinations', de: 'Ziele' },
  'denylists.destinations.help': {
    en: 'One on a line: an address as 198.51.100.7, a prefix as 203.0.113.0/24, or a name as evil.example, which stands for all names below it.',
    de: 'Eines je Zeile: eine Adresse wie 198.51.100.7, ein Präfix wie 203.0.113.0/24 oder ein Name wie evil.example, der für alle Namen darunter steht.',
  },
  'denylists.effect': {
    en: 'It counts at once, for contacts of the last minutes, too: devices that had to do with these destinations may be put out.',
    de: 'Es gilt sofort, auch für Kontakte der letzten Minuten: Geräte, die mit diesen Zielen zu tun hatten, können hinausgesetzt werden.',
  },
  'denylists.import': { en: 'Import a list', de: 'Liste einlesen' },
  'denylists.import.do': { en: 'Import', de: 'Einlesen' },
  'denylists.import.replace': { en: 'Import in its place', de: 'An ihrer Stelle einlesen' },
  'denylists.import.replaces': {
    en: 'There is a list of this name: the file takes its place.',
    de: 'Eine Liste dieses Namens gibt es: Die Datei tritt an ihre Stelle.',
  },
  'denylists.file': { en: 'File', de: 'Datei' },
  'denylists.file.help': {
    en: 'An address, prefix or name a line, or a hosts file; up to {size}. What stands after # is comment.',
    de: 'Eine Adresse, ein Präfix oder ein Name je Zeile, oder eine hosts-Datei; bis {size}. Was nach # steht, ist Kommentar.',
  },
  'denylists.file.large': {
    en: 'This file is larger than {size}.',
    de: 'Diese Datei ist größer als {size}.',
  },
  'denylists.imported': {
    en: { one: '{count} destination is on the list {list}.', other: '{count} destinations are on the list {list}.' },
    de: { one: '{count} Ziel steht auf der Liste {list}.', other: '{count} Ziele stehen auf der Liste {list}.' },
  },
  'denylists.refused.title': { en: 'Not all of {list} could be read', de: 'Nicht alles in {list} war lesbar' },
  'denylists.refused': {
    en: {
      one: '{count} line could not be read; the other {entries} destinations are in force.',
      other: '{count} lines could not be read; the other {entries} destinations are in force.',
    },
    de: {
      one: '{count} Zeile war nicht lesbar; die übrigen {entries} Ziele gelten.',
      other: '{count} Zeilen waren nicht lesbar; die übrigen {entries} Ziele gelten.',
    },
  },
  'denylists.refused.lines': { en: 'Lines that could not be read', de: 'Zeilen, die nicht lesbar waren' },
  'denylists.refused.line': { en: 'Line', de: 'Zeile' },
  'denylists.refused.why': { en: 'Why', de: 'Warum' },
  'denylists.refused.done': { en: 'Done', de: 'Fertig' },
} as const satisfies Texts;
