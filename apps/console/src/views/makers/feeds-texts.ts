/** What is said of feeds of vulnerabilities. */

import type { Texts } from '../../i18n/texts.ts';

export const FEEDS_TEXTS = {
  'feeds.lead': {
    en: 'What devices are made of is held against feeds of known vulnerabilities, which others publish. Types are scored by both.',
    de: 'Woraus Geräte bestehen, wird mit Listen bekannter Schwachstellen verglichen, die andere veröffentlichen. Typen werden nach beidem bewertet.',
  },
  'feeds.none': {
    en: 'No feed was taken in yet, so that no vulnerability is known here. Begin with the KEV catalogue of CISA: it is small.',
    de: 'Noch keine Schwachstellenliste wurde eingelesen, also ist hier keine Schwachstelle bekannt. Beginnen Sie mit dem KEV-Katalog der CISA: Er ist klein.',
  },
  'feeds.advisories': { en: 'Vulnerabilities known', de: 'Bekannte Schwachstellen' },
  'feeds.exploited': { en: 'Known to be exploited', de: 'Davon bekanntermaßen ausgenutzt' },
  'feeds.covered': { en: 'Kinds of packages', de: 'Arten von Paketen' },
  'feeds.covered.more': {
    en: { one: 'and {count} more', other: 'and {count} more' },
    de: { one: 'und {count} weitere', other: 'und {count} weitere' },
  },
  'feeds.imports': { en: 'Taken in', de: 'Eingelesen' },
  'feeds.kind': { en: 'Feed', de: 'Schwachstellenliste' },
  'feeds.kind.kev': { en: 'KEV catalogue (CISA)', de: 'KEV-Katalog (CISA)' },
  'feeds.kind.osv': { en: 'OSV export', de: 'OSV-Export' },
  'feeds.kind.nvd': { en: 'NVD, JSON 2.0', de: 'NVD, JSON 2.0' },
  'feeds.where.kev': {
    en: 'What is exploited just now: known_exploited_vulnerabilities.json of cisa.gov.',
    de: 'Was gerade ausgenutzt wird: known_exploited_vulnerabilities.json von cisa.gov.',
  },
  'feeds.where.osv': {
    en: 'Vulnerabilities of packages: all.zip of a kind of packages at osv.dev.',
    de: 'Schwachstellen von Paketen: all.zip einer Paketart bei osv.dev.',
  },
  'feeds.where.nvd': {
    en: 'Vulnerabilities of products by year: the JSON 2.0 feeds of nvd.nist.gov.',
    de: 'Schwachstellen von Produkten nach Jahren: die JSON-2.0-Dateien von nvd.nist.gov.',
  },
  'feeds.at': { en: 'When', de: 'Wann' },
  'feeds.digest': { en: 'Digest', de: 'Prüfsumme' },
  'feeds.databots': { en: 'What scores by it', de: 'Was danach bewertet' },
  'feeds.databot': { en: 'Databot', de: 'Databot' },
  'feeds.databot.about': { en: 'What it does', de: 'Was er tut' },
  'feeds.databot.about.sbom-scoring': {
    en: 'Scores types of devices by what they are made of and what the feeds know.',
    de: 'Bewertet Gerätetypen danach, woraus sie bestehen und was die Schwachstellenlisten wissen.',
  },
  'feeds.databot.about.denylist-contacts': {
    en: 'Counts with how many denylisted destinations each device had to do of late.',
    de: 'Zählt, mit wie vielen gesperrten Zielen jedes Gerät zuletzt zu tun hatte.',
  },
  'feeds.databot.run': { en: 'Ran last', de: 'Lief zuletzt' },
  'feeds.databot.outcome': { en: 'Outcome', de: 'Ergebnis' },
  'feeds.databot.claims': {
    en: { one: '{count} claim', other: '{count} claims' },
    de: { one: '{count} Aussage', other: '{count} Aussagen' },
  },
  'feeds.import': { en: 'Take in a feed', de: 'Schwachstellenliste einlesen' },
  'feeds.import.do': { en: 'Take in', de: 'Einlesen' },
  'feeds.file': { en: 'File', de: 'Datei' },
  'feeds.file.help': {
    en: 'As it is published, also as .gz or .zip; up to {size}. Larger ones are read from the domain’s own disk: sallyport feeds import.',
    de: 'Wie sie veröffentlicht ist, auch als .gz oder .zip; bis {size}. Größere liest die Domäne von ihrer eigenen Platte: sallyport feeds import.',
  },
  'feeds.file.large': {
    en: 'This file is larger than {size}. Bring it to the domain’s machine and take it in there by sallyport feeds import.',
    de: 'Diese Datei ist größer als {size}. Bringen Sie sie auf den Rechner der Domäne und lesen Sie sie dort mit sallyport feeds import ein.',
  },
  'feeds.imported': { en: '{kind} was taken in.', de: '{kind} ist eingelesen.' },
  'feeds.imported.what': {
    en: 'Bills of materials are scored by it now. Devices of a type that becomes too vulnerable are put out.',
    de: 'Stücklisten werden nun danach bewertet. Geräte eines Typs, der zu verwundbar wird, werden hinausgesetzt.',
  },
  'feeds.imported.done': { en: 'Done', de: 'Fertig' },
  'feeds.records.read': { en: 'Records read', de: 'Gelesene Einträge' },
  'feeds.records.added': { en: 'New', de: 'Neu' },
  'feeds.records.updated': { en: 'Changed', de: 'Geändert' },
  'feeds.records.unchanged': { en: 'Known already', de: 'Schon bekannt' },
  'feeds.records.refused': { en: 'Could not be read', de: 'Nicht lesbar' },
  'feeds.problems': { en: 'Records that could not be read', de: 'Einträge, die nicht lesbar waren' },
  'feeds.problem.where': { en: 'Where', de: 'Wo' },
  'feeds.problem.why': { en: 'Why', de: 'Warum' },
} as const satisfies Texts;
