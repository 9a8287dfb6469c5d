/** What this view says. */

import type { Texts } from '../../i18n/texts.ts';
import { DENYLIST_TEXTS } from './denylists/texts.ts';

export const POLICY_TEXTS = {
  'policy.title': { en: 'Policy', de: 'Richtlinie' },
  'policy.mode.lists': {
    en: 'The accept lists decide. Rules count for nothing until a policy is adopted.',
    de: 'Die Annahmelisten entscheiden. Regeln zählen erst, wenn eine Richtlinie angenommen ist.',
  },
  'policy.mode.claims': {
    en: 'Claims decide, by the policy {policy}, since',
    de: 'Aussagen entscheiden, nach der Richtlinie {policy}, seit',
  },
  'policy.tab.rules': { en: 'Rules in force', de: 'Geltende Regeln' },
  'policy.tab.others': { en: 'Rules that do not count', de: 'Regeln, die nicht zählen' },
  'policy.tab.shipped': { en: 'Shipped policies', de: 'Mitgelieferte Richtlinien' },
  'policy.tab.denylists': { en: 'Denylists', de: 'Sperrlisten' },
  'policy.parts': { en: 'Parts of the policy', de: 'Teile der Richtlinie' },
  'policy.rules.none': { en: 'No rule was claimed yet.', de: 'Noch keine Regel wurde ausgesagt.' },
  'policy.others.none': { en: 'Every rule counts.', de: 'Jede Regel zählt.' },
  'policy.rule.add': { en: 'Add a rule', de: 'Regel hinzufügen' },
  'policy.rule.edit': { en: 'Change', de: 'Ändern' },
  'policy.rule.edit.of': { en: 'Change the rule {rule}', de: 'Die Regel {rule} ändern' },
  'policy.rule.remove': { en: 'Take back', de: 'Zurücknehmen' },
  'policy.rule.remove.of': { en: 'Take the rule {rule} back?', de: 'Die Regel {rule} zurücknehmen?' },
  'policy.rule.remove.label': { en: 'Take back the rule {rule}', de: 'Die Regel {rule} zurücknehmen' },
  'policy.rule.removed': { en: 'The rule {rule} was taken back.', de: 'Die Regel {rule} wurde zurückgenommen.' },
  'policy.rule.name': { en: 'Name', de: 'Name' },
  'policy.rule.name.help': {
    en: 'A small letter, then letters, digits and underscores.',
    de: 'Ein Kleinbuchstabe, dann Buchstaben, Ziffern und Unterstriche.',
  },
  'policy.rule.about': { en: 'What it does, in one sentence', de: 'Was sie bewirkt, in einem Satz' },
  'policy.rule.source': { en: 'Clauses, in Prolog', de: 'Klauseln, in Prolog' },
  'policy.rule.text': {
    en: 'Text of the rule {rule}, with line numbers',
    de: 'Text der Regel {rule}, mit Zeilennummern',
  },
  'policy.rule.lines': {
    en: { one: 'Its text, {count} line of Prolog', other: 'Its text, {count} lines of Prolog' },
    de: { one: 'Ihr Text, {count} Zeile Prolog', other: 'Ihr Text, {count} Zeilen Prolog' },
  },
  'policy.rule.by': { en: 'claimed by {who}', de: 'Aussage: {who}' },
  'policy.rule.in-force': { en: 'in force', de: 'gilt' },
  'policy.rule.adopted': { en: 'of the adopted policy', de: 'aus der angenommenen Richtlinie' },
  'policy.rule.claim': { en: 'The claim', de: 'Die Aussage' },
  'policy.problem.refused': { en: 'refused', de: 'abgelehnt' },
  'policy.problem.quarantined': { en: 'in quarantine', de: 'in Quarantäne' },
  'policy.problem.warning': { en: 'warning', de: 'Warnung' },
  'policy.problem.line': { en: 'line {line}', de: 'Zeile {line}' },
  'policy.force': { en: 'Put in force', de: 'In Kraft setzen' },
  'policy.forced': { en: 'The rule {rule} is in force.', de: 'Die Regel {rule} gilt.' },
  'policy.try': { en: 'Try it first', de: 'Erst ausprobieren' },
  'policy.try.first': {
    en: 'Try this very text first: then you see whom it would put out.',
    de: 'Erst genau diesen Text ausprobieren: dann zeigt sich, wen er hinauswürfe.',
  },
  'policy.adopt': { en: 'Adopt', de: 'Annehmen' },
  'policy.adopt.again': { en: 'Back to what is shipped', de: 'Zurück zum Mitgelieferten' },
  'policy.adopt.of': { en: 'Adopt the policy {policy}?', de: 'Die Richtlinie {policy} annehmen?' },
  'policy.adopt.text': {
    en: 'Its rules are claimed in your name, and claims alone decide from then on.',
    de: 'Ihre Regeln werden in Ihrem Namen ausgesagt, und von da an entscheiden allein Aussagen.',
  },
  'policy.adopted': { en: 'The policy {policy} decides.', de: 'Die Richtlinie {policy} entscheidet.' },
  'policy.adopted.now': { en: 'in force', de: 'gilt' },
  'policy.drop': { en: 'Let the lists decide', de: 'Die Listen entscheiden lassen' },
  'policy.drop.title': { en: 'Let the accept lists decide again?', de: 'Wieder die Annahmelisten entscheiden lassen?' },
  'policy.drop.text': {
    en: 'The adopted rules are taken back. What claims say counts for nothing then.',
    de: 'Die angenommenen Regeln werden zurückgenommen. Was Aussagen sagen, zählt dann nicht.',
  },
  'policy.dropped': { en: 'The accept lists decide.', de: 'Die Annahmelisten entscheiden.' },
  'policy.shipped.rules': {
    en: { one: '{count} rule', other: '{count} rules' },
    de: { one: '{count} Regel', other: '{count} Regeln' },
  },
  'policy.dry-run': { en: 'Dry run', de: 'Probelauf' },
  'policy.dry-run.working': {
    en: 'Working out what it would do to every device. Nothing is changed by it.',
    de: 'Es wird ermittelt, was das für jedes Gerät bedeutete. Dabei ändert sich nichts.',
  },
  'policy.dry-run.waiting': {
    en: 'Another dry run is under way; this one comes next.',
    de: 'Ein anderer Probelauf ist im Gang; dieser kommt danach.',
  },
  'policy.dry-run.stopped': { en: 'The dry run was stopped.', de: 'Der Probelauf wurde abgebrochen.' },
  'policy.dry-run.out': {
    en: { one: 'This change would put out {count} device.', other: 'This change would put out {count} devices.' },
    de: { one: 'Diese Änderung würfe {count} Gerät hinaus.', other: 'Diese Änderung würfe {count} Geräte hinaus.' },
  },
  'policy.dry-run.in': {
    en: { one: 'It would let in {count} device.', other: 'It would let in {count} devices.' },
    de: { one: 'Sie ließe {count} Gerät herein.', other: 'Sie ließe {count} Geräte herein.' },
  },
  'policy.dry-run.differ': {
    en: {
      one: '{count} device would be let in on other terms.',
      other: '{count} devices would be let in on other terms.',
    },
    de: {
      one: '{count} Gerät käme unter anderen Auflagen herein.',
      other: '{count} Geräte kämen unter anderen Auflagen herein.',
    },
  },
  'policy.dry-run.same': {
    en: 'No device would be treated otherwise.',
    de: 'Kein Gerät würde anders behandelt.',
  },
  'policy.dry-run.judged': {
    en: { one: '{count} device was judged.', other: '{count} devices were judged.' },
    de: { one: '{count} Gerät wurde beurteilt.', other: '{count} Geräte wurden beurteilt.' },
  },
  'policy.dry-run.left-out': {
    en: {
      one: '{count} that you refused stays out in any case.',
      other: '{count} that you refused stay out in any case.',
    },
    de: {
      one: '{count}, das Sie abgewiesen haben, bleibt in jedem Fall draußen.',
      other: '{count}, die Sie abgewiesen haben, bleiben in jedem Fall draußen.',
    },
  },
  'policy.dry-run.lists': {
    en: 'The accept lists decide, so that rules turn nothing until a policy is adopted.',
    de: 'Die Annahmelisten entscheiden: Regeln bewirken nichts, bis eine Richtlinie angenommen ist.',
  },
  'policy.dry-run.refused': {
    en: 'The rule would be refused, and everything would stay as it is.',
    de: 'Die Regel würde abgelehnt, und alles bliebe, wie es ist.',
  },
  'policy.dry-run.caption': {
    en: 'Devices that would be treated otherwise',
    de: 'Geräte, die anders behandelt würden',
  },
  'policy.dry-run.device': { en: 'Device', de: 'Gerät' },
  'policy.dry-run.now': { en: 'Now', de: 'Jetzt' },
  'policy.dry-run.then': { en: 'Then', de: 'Dann' },
  'policy.dry-run.why': { en: 'Why', de: 'Warum' },
  'policy.dry-run.permit': { en: 'let in', de: 'herein' },
  'policy.dry-run.deny': { en: 'kept out', de: 'draußen' },
  'policy.dry-run.problems': { en: 'What is wrong with rules', de: 'Was an Regeln falsch ist' },

  ...DENYLIST_TEXTS,
} as const satisfies Texts;
