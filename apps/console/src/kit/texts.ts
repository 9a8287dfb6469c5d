/** What the kit says. */

import type { Texts } from '../i18n/texts.ts';

export const KIT_TEXTS = {
  'kit.again': { en: 'Try again', de: 'Noch einmal' },
  'kit.cancel': { en: 'Cancel', de: 'Abbrechen' },
  'kit.close': { en: 'Close', de: 'Schließen' },
  'kit.copy': { en: 'Copy', de: 'Kopieren' },
  'kit.copy.done': { en: 'Copied', de: 'Kopiert' },
  'kit.copy.failed': {
    en: 'The browser does not let the page copy. Mark the text and copy it yourself.',
    de: 'Der Browser lässt die Seite nicht kopieren. Markieren Sie den Text und kopieren Sie ihn selbst.',
  },
  'kit.copy.of': { en: 'Copy {what}', de: '{what} kopieren' },
  'kit.disconnected': {
    en: 'The domain does not answer. The page tries again by itself.',
    de: 'Die Domäne antwortet nicht. Die Seite versucht es von selbst wieder.',
  },
  'kit.empty': { en: 'There is nothing here yet.', de: 'Hier ist noch nichts.' },
  'kit.figure.as': { en: '{what} as: {form}', de: '{what} als: {form}' },
  'kit.figure.picture': { en: 'Picture', de: 'Bild' },
  'kit.figure.table': { en: 'Table', de: 'Tabelle' },
  'kit.filters': { en: 'Filters', de: 'Filter' },
  'kit.filters.all': { en: 'All', de: 'Alle' },
  'kit.filters.lift': { en: 'Show all', de: 'Alle zeigen' },
  'kit.filters.set': {
    en: { one: 'Filters: {count} set', other: 'Filters: {count} set' },
    de: { one: 'Filter: {count} gesetzt', other: 'Filter: {count} gesetzt' },
  },
  'kit.form.add': { en: 'Add: {what}', de: 'Hinzufügen: {what}' },
  'kit.form.choose': { en: 'Choose…', de: 'Wählen…' },
  'kit.form.not-json': { en: 'This is not JSON yet.', de: 'Das ist noch kein JSON.' },
  'kit.form.remove': { en: 'Remove {what}', de: '{what} entfernen' },
  'kit.loading': { en: 'Asking the domain…', de: 'Die Domäne wird gefragt…' },
  'kit.more': { en: 'Show more', de: 'Mehr zeigen' },
  'kit.secret.hidden': { en: '{what} is not shown', de: '{what} wird nicht gezeigt' },
  'kit.secret.hide': { en: 'Hide', de: 'Verbergen' },
  'kit.secret.hide-what': { en: 'Hide {what}', de: '{what} verbergen' },
  'kit.secret.show': { en: 'Show', de: 'Zeigen' },
  'kit.secret.show-what': { en: 'Show {what}', de: '{what} zeigen' },
  'kit.table.empty': { en: 'No entries.', de: 'Keine Einträge.' },
  'kit.table.shown': { en: '{shown} of {total}', de: '{shown} von {total}' },
  'kit.time.never': { en: 'never', de: 'nie' },
} as const satisfies Texts;
