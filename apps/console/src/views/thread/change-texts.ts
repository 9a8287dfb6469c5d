/** What the form says by which a network is changed. */

import type { Texts } from '../../i18n/texts.ts';

export const CHANGE_TEXTS = {
  'thread.change': { en: 'Change the network', de: 'Netz ändern' },
  'thread.change.title': { en: 'Change {network}', de: '{network} ändern' },
  'thread.change.next': { en: 'See what it does', de: 'Ansehen, was es bewirkt' },
  'thread.change.nothing': { en: 'Nothing is changed yet.', de: 'Noch ist nichts geändert.' },
  'thread.change.name.help': {
    en: '1 to 16 characters; umlauts count as two.',
    de: '1 bis 16 Zeichen; Umlaute zählen doppelt.',
  },
  'thread.change.name.wrong': {
    en: 'A name has 1 to 16 characters, and umlauts count as two.',
    de: 'Ein Name hat 1 bis 16 Zeichen, und Umlaute zählen doppelt.',
  },
  'thread.change.passphrase': { en: 'New passphrase', de: 'Neue Passphrase' },
  'thread.change.passphrase.help': {
    en: 'By it one becomes Commissioner. Leave it empty to keep the one that there is.',
    de: 'Mit ihr wird man Commissioner. Lassen Sie das Feld leer, um die bisherige zu behalten.',
  },
  'thread.change.passphrase.wrong': {
    en: 'A passphrase has 6 to 255 characters.',
    de: 'Eine Passphrase hat 6 bis 255 Zeichen.',
  },
  'thread.change.repeated': { en: 'New passphrase, once more', de: 'Neue Passphrase, noch einmal' },
  'thread.change.repeated.wrong': { en: 'The two are not the same.', de: 'Die beiden sind nicht gleich.' },
  'thread.change.pan-id.help': { en: 'From 0x0000 to 0xfffe.', de: 'Von 0x0000 bis 0xfffe.' },
  'thread.change.pan-id.wrong': {
    en: 'A PAN ID has up to four hexadecimal digits, and is not 0xffff.',
    de: 'Eine PAN ID hat bis zu vier hexadezimale Ziffern und ist nicht 0xffff.',
  },
  'thread.change.key': { en: 'A new network key', de: 'Ein neuer Netzschlüssel' },
  'thread.change.key.help': {
    en: 'The domain makes it at random. For when the old one may be in wrong hands.',
    de: 'Die Domäne erzeugt ihn zufällig. Für den Fall, dass der alte in falschen Händen sein kann.',
  },
  'thread.change.when': { en: 'When', de: 'Wann' },
  'thread.change.now': { en: 'at once', de: 'sofort' },
  'thread.change.in': { en: 'in {span}', de: 'in {span}' },
  'thread.change.when.together': {
    en: 'All nodes make this change at the same moment, and must have heard of it before. The longer they have, the fewer are left behind.',
    de: 'Alle Knoten ändern sich im selben Augenblick und müssen vorher davon gehört haben. Je mehr Zeit sie haben, desto weniger bleiben zurück.',
  },
  'thread.change.when.free': {
    en: 'This cuts no node off, so it may be done at once.',
    de: 'Das schneidet keinen Knoten ab, es geht also auch sofort.',
  },
  'thread.change.what': { en: 'Change {network}?', de: '{network} ändern?' },
  'thread.change.from-to': { en: '{before} → {after}', de: '{before} → {after}' },
  'thread.change.secret': { en: 'another, kept secret', de: 'eine andere, geheim' },
  'thread.change.random': { en: 'a new one at random', de: 'ein neuer, zufälliger' },
  'thread.change.does.now': {
    en: 'The leader passes it on to every node at once. No node is cut off.',
    de: 'Der Leader gibt es sofort an alle Knoten weiter. Kein Knoten wird abgeschnitten.',
  },
  'thread.change.does.later': {
    en: 'All nodes make the change at the same moment. No node is cut off.',
    de: 'Alle Knoten ändern sich im selben Augenblick. Kein Knoten wird abgeschnitten.',
  },
  'thread.change.does.together': {
    en: 'Nodes that are off or out of reach until then do not hear of it, and are cut off.',
    de: 'Knoten, die bis dahin aus oder außer Reichweite sind, hören nichts davon und werden abgeschnitten.',
  },
  'thread.change.does.radio': {
    en: 'When they are back they look for the network on the other channels by themselves, which can take minutes. Some old ones must be added again.',
    de: 'Sind sie wieder da, suchen sie das Netz von selbst auf den anderen Kanälen, was Minuten dauern kann. Manche alte müssen neu hinzugefügt werden.',
  },
  'thread.change.does.key': {
    en: 'With another network key they do not come back by themselves: each must be reset and added again by its code.',
    de: 'Mit einem anderen Netzschlüssel kommen sie nicht von selbst zurück: Jeder muss zurückgesetzt und über seinen Code neu hinzugefügt werden.',
  },
  'thread.change.does.passphrase': {
    en: 'Whoever becomes Commissioner by the passphrase needs the new one from then on. This house goes on by itself, and devices notice nothing.',
    de: 'Wer mit der Passphrase Commissioner wird, braucht von da an die neue. Dieses Haus macht von selbst weiter, und Geräte merken nichts.',
  },
  'thread.change.does.name': {
    en: 'Apps and border routers show the network by its new name.',
    de: 'Apps und Border Router zeigen das Netz unter dem neuen Namen.',
  },
  'thread.change.does.name-alone': {
    en: 'A passphrase counts together with the name: by the old one nobody becomes Commissioner any more. Go back and set one as well, or use the PSKc from now on.',
    de: 'Eine Passphrase gilt nur zusammen mit dem Namen: Mit der alten wird niemand mehr Commissioner. Gehen Sie zurück und setzen Sie auch eine, oder nutzen Sie künftig den PSKc.',
  },
  'thread.change.does.instead': {
    en: 'A change that is on its way already is given up for this one.',
    de: 'Eine Änderung, die schon ansteht, wird dafür aufgegeben.',
  },
  'thread.change.back': { en: 'Back', de: 'Zurück' },
  'thread.change.do': { en: 'Change it', de: 'Ändern' },
  'thread.change.done': { en: '{network} is changed.', de: '{network} ist geändert.' },
  'thread.change.begun': { en: '{network} changes in {span}.', de: '{network} ändert sich in {span}.' },
} as const satisfies Texts;
