/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';

export const SIGN_IN_TEXTS = {
  'sign-in.title': { en: 'Sign in', de: 'Anmelden' },
  'sign-in.house': { en: 'The door of {house}', de: 'Die Tür von {house}' },
  'sign-in.ended': {
    en: 'You were signed out: nothing was done here for a long time, or somebody ended your session. Sign in to go on where you were.',
    de: 'Sie wurden abgemeldet: Hier ist lange nichts geschehen, oder jemand hat Ihre Sitzung beendet. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.',
  },
  'sign-in.passkey': { en: 'Sign in with a passkey', de: 'Mit Passkey anmelden' },
  'sign-in.passkey.instead': {
    en: 'Passkeys need a name instead of an IP address. Open the console at {origin} to use one.',
    de: 'Passkeys brauchen einen Namen statt einer IP-Adresse. Öffnen Sie die Konsole unter {origin}, um einen zu benutzen.',
  },
  'sign-in.passkey.impossible': {
    en: 'Passkeys need a name instead of an IP address, and this house has none.',
    de: 'Passkeys brauchen einen Namen statt einer IP-Adresse, und dieses Haus hat keinen.',
  },
  'sign-in.passkey.unknown': {
    en: 'This browser knows no passkeys.',
    de: 'Dieser Browser kennt keine Passkeys.',
  },
  'sign-in.passkey.failed': {
    en: 'The browser gave no passkey: it was not allowed, or took too long, or this page has a certificate that the browser does not trust.',
    de: 'Der Browser gab keinen Passkey: Es wurde nicht erlaubt, dauerte zu lange, oder der Browser traut dem Zertifikat dieser Seite nicht.',
  },
  'sign-in.passkey.twice': {
    en: 'This device has a passkey for you already.',
    de: 'Dieses Gerät hat schon einen Passkey für Sie.',
  },
  'sign-in.or': { en: 'or with a password', de: 'oder mit Kennwort' },
  'sign-in.name': { en: 'Name', de: 'Name' },
  'sign-in.password': { en: 'Password', de: 'Kennwort' },
  'sign-in.enter': { en: 'Sign in', de: 'Anmelden' },
  'sign-in.lost': {
    en: 'Cannot sign in any more? Ask an owner for a link, or make one where the domain runs:',
    de: 'Sie kommen nicht mehr hinein? Bitten Sie einen Eigentümer um einen Link, oder erzeugen Sie einen dort, wo die Domäne läuft:',
  },
  'sign-in.new.title': { en: 'Nobody owns this house yet', de: 'Dieses Haus gehört noch niemandem' },
  'sign-in.new': {
    en: 'Open the one-time link that the terminal printed when the domain started. For a new one, run there:',
    de: 'Öffnen Sie den Einmal-Link, den das Terminal beim Start der Domäne gezeigt hat. Einen neuen gibt dort:',
  },
  'sign-in.first.title': { en: 'Become the owner of {house}', de: '{house} in Besitz nehmen' },
  'sign-in.first.name': { en: 'What are you called?', de: 'Wie heißen Sie?' },
  'sign-in.first.help': {
    en: 'What you change is written down under this name.',
    de: 'Unter diesem Namen wird aufgeschrieben, was Sie ändern.',
  },
  'sign-in.first.enter': { en: 'Become the owner', de: 'In Besitz nehmen' },
  'sign-in.link.title': { en: 'Welcome, {name}', de: 'Willkommen, {name}' },
  'sign-in.link.role': { en: 'You come in as: {role}', de: 'Sie kommen herein als: {role}' },
  'sign-in.link.enter': { en: 'Come in', de: 'Hereinkommen' },
  'sign-in.link.once': {
    en: 'The link is used up by this. Next you choose how you sign in from then on.',
    de: 'Der Link ist damit verbraucht. Danach wählen Sie, wie Sie sich künftig anmelden.',
  },
  'sign-in.link.other': { en: 'Sign in another way', de: 'Anders anmelden' },
  'sign-in.keep.title': { en: 'How will you come back?', de: 'Wie kommen Sie wieder herein?' },
  'sign-in.keep.why': {
    en: 'The link counted once. A passkey is safest: it cannot be guessed, and works at this address alone.',
    de: 'Der Link galt einmal. Am sichersten ist ein Passkey: Er lässt sich nicht erraten und gilt nur an dieser Adresse.',
  },
  'sign-in.keep.passkey': { en: 'Make a passkey', de: 'Passkey anlegen' },
  'sign-in.keep.password': { en: 'Set a password', de: 'Kennwort setzen' },
  'sign-in.keep.rule': {
    en: 'Twelve characters or more, any that you like.',
    de: 'Zwölf Zeichen oder mehr, beliebige.',
  },
  'sign-in.keep.again': { en: 'The password once more', de: 'Das Kennwort noch einmal' },
  'sign-in.keep.differ': { en: 'The two are not the same.', de: 'Die beiden sind nicht gleich.' },
  'sign-in.keep.later': { en: 'Later', de: 'Später' },
  'sign-in.this-device': { en: 'This device', de: 'Dieses Gerät' },
} as const satisfies Texts;
