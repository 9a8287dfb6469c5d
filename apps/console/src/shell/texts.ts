/** What the frame of the console says. */

import type { Texts } from '../i18n/texts.ts';

export const SHELL_TEXTS = {
  'nav.door': { en: 'At the door', de: 'An der Tür' },
  'nav.reasons': { en: 'Reasons', de: 'Gründe' },
  'nav.reach': { en: 'Access', de: 'Zugang' },
  'nav.house': { en: 'House', de: 'Haus' },
  'shell.name': { en: 'Sallyport', de: 'Sallyport' },
  'shell.skip': { en: 'Skip to content', de: 'Zum Inhalt springen' },
  'shell.navigation': { en: 'Console', de: 'Konsole' },
  'shell.more': { en: 'More', de: 'Mehr' },
  'shell.live.connecting': { en: 'Connecting…', de: 'Verbindet…' },
  'shell.live.open': { en: 'Live', de: 'Live' },
  'shell.live.lost': { en: 'Not connected', de: 'Nicht verbunden' },
  'shell.lost.title': { en: 'The domain does not answer.', de: 'Die Domäne antwortet nicht.' },
  'shell.lost.text': {
    en: 'What you see may be old. The page catches up by itself as soon as the domain is back.',
    de: 'Was Sie sehen, kann veraltet sein. Die Seite holt von selbst auf, sobald die Domäne wieder da ist.',
  },
  'shell.outdated': {
    en: 'The domain serves newer pages than this one.',
    de: 'Die Domäne hat neuere Seiten als diese.',
  },
  'shell.outdated.reload': { en: 'Load them', de: 'Laden' },
  'shell.ending': {
    en: {
      one: 'Nothing was done here for a long time. You will be signed out within {count} minute.',
      other: 'Nothing was done here for a long time. You will be signed out in {count} minutes.',
    },
    de: {
      one: 'Hier ist lange nichts geschehen. In höchstens {count} Minute werden Sie abgemeldet.',
      other: 'Hier ist lange nichts geschehen. In {count} Minuten werden Sie abgemeldet.',
    },
  },
  'shell.ending.latest': {
    en: {
      one: 'You have been signed in for as long as one may be. Within {count} minute you will be signed out: finish what you began.',
      other:
        'You have been signed in for as long as one may be. In {count} minutes you will be signed out: finish what you began.',
    },
    de: {
      one: 'Sie sind so lange angemeldet, wie es möglich ist. In höchstens {count} Minute werden Sie abgemeldet: Schließen Sie ab, was Sie begonnen haben.',
      other:
        'Sie sind so lange angemeldet, wie es möglich ist. In {count} Minuten werden Sie abgemeldet: Schließen Sie ab, was Sie begonnen haben.',
    },
  },
  'shell.ending.stay': { en: 'Stay signed in', de: 'Angemeldet bleiben' },
  'shell.theme': { en: 'Appearance', de: 'Darstellung' },
  'shell.theme.system': { en: 'System', de: 'System' },
  'shell.theme.light': { en: 'Light', de: 'Hell' },
  'shell.theme.dark': { en: 'Dark', de: 'Dunkel' },
  'shell.language': { en: 'Language', de: 'Sprache' },
  'shell.language.en': { en: 'English', de: 'English' },
  'shell.language.de': { en: 'Deutsch', de: 'Deutsch' },
  'shell.docs': { en: 'Interface for programs', de: 'Schnittstelle für Programme' },
  'shell.sign-out': { en: 'Sign out', de: 'Abmelden' },
  'shell.role.owner': { en: 'Owner', de: 'Eigentümer' },
  'shell.role.installer': { en: 'Installer', de: 'Installateur' },
  'shell.role.auditor': { en: 'Auditor', de: 'Prüfer' },
  'shell.nowhere.title': { en: 'There is no such page', de: 'Diese Seite gibt es nicht' },
  'shell.nowhere.text': {
    en: 'The address leads nowhere. Begin again at what happens now.',
    de: 'Die Adresse führt nirgendwohin. Beginnen Sie neu bei dem, was jetzt geschieht.',
  },
  'shell.broken.title': { en: 'This view cannot be shown', de: 'Diese Ansicht lässt sich nicht zeigen' },
  'shell.broken.text': {
    en: 'Something in the page failed. Nothing in the domain has changed by it.',
    de: 'In der Seite ist etwas fehlgeschlagen. In der Domäne hat sich dadurch nichts geändert.',
  },
  'shell.broken.reload': { en: 'Load the page again', de: 'Seite neu laden' },
} as const satisfies Texts;
