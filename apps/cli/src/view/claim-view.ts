/** Claims for people: in CAHN's notation, with names in the place of keys, when it was logged, and whether it counts. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';
import { objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';
import { shortened } from './words.ts';

/** Letters of a claim's line. */
const LONGEST = 240;

/** One claim: what it says, and below it what became of it. */
export function claimText(claim: JsonObject, names: Names, terminal: Terminal): string {
  const notation = textIn(claim, 'notation');
  const type = textIn(claim, 'type');
  const said = notation === undefined ? (type ?? 'something that nobody can have signed so') : shortNotation(notation);
  const lines = wrapped(terminal, `${markOf(claim)} ${printable(named(said, names))}`);
  const [first = '', ...rest] = lines.split('\n');
  const sentence = textIn(outcomeOf(claim), 'sentence');
  const about = [
    textIn(claim, 'at')?.replace(/\.\d{3}Z$/, 'Z'),
    shortened(textIn(claim, 'id') ?? ''),
    textIn(claim, 'origin'),
    fromText(claim),
  ].filter((each) => each !== undefined);
  const until = textIn(claim, 'validUntil');
  return [
    coloured(first, claim, terminal),
    ...rest,
    ...(sentence === undefined ? [] : [wrapped(terminal, `  ${printable(named(sentence, names))}`)]),
    ...(until === undefined ? [] : [`  until ${until}`]),
    styled(terminal, 'dim', wrapped(terminal, `  ${printable(about.join('  '))}`)),
    '',
  ].join('\n');
}

/** A page of them, the newest first. */
export function claimsText(answer: JsonValue, names: Names, terminal: Terminal): string {
  const claims = objectsIn(answer, 'claims');
  if (claims.length === 0) return 'no claim was logged\n';
  const next = isJsonObject(answer) ? textIn(answer, 'next') : undefined;
  const more = next === undefined ? '' : `more: --cursor ${next}\n`;
  return `${claims.map((claim) => claimText(claim, names, terminal)).join('')}${more}`;
}

/** Everything about one, as the domain has it. */
export function wholeClaimText(claim: JsonObject, names: Names, terminal: Terminal): string {
  const { credential = null } = claim;
  const label = (text: string) => styled(terminal, 'bold', text);
  const facts = (['id', 'uri', 'issuer', 'validFrom'] as const).map(
    (name) => `${label(name)}: ${textIn(claim, name) ?? '–'}`,
  );
  const text = credential === null ? '–' : JSON.stringify(credential, null, 2);
  const lines = text.split('\n').map((line) => printable(line));
  return `${claimText(claim, names, terminal)}${facts.map(printable).join('\n')}\n${label('credential')}\n${lines.join('\n')}\n`;
}

/** What became of a claim that somebody just made or brought. */
export function madeText(claim: JsonObject, names: Names, terminal: Terminal): string {
  const known = claim['isNew'] === false ? '  it was known already\n' : '';
  return `${claimText(claim, names, terminal)}${known}`;
}

/** What a question was answered, a row an answer. */
export function answersForPeople(answer: JsonValue, names: Names): JsonValue {
  if (!isJsonObject(answer)) return answer;
  const outcome = textIn(answer, 'outcome') ?? 'failed';
  const explanation = textIn(answer, 'explanation') ?? 'no reason was given';
  if (outcome !== 'answered') return `${outcome}: ${explanation}`;
  const answers = objectsIn(answer, 'answers').map((each) => namedIn(each, names));
  if (answers.length === 0) return 'no';
  if (answers.every((each) => Object.keys(each).length === 0)) return 'yes';
  return answer['isComplete'] === true ? answers : { answers, more: 'there are more than were looked for' };
}

function namedIn(row: JsonObject, names: Names): JsonObject {
  const texts = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' ? named(value, names) : value,
  ]);
  return Object.fromEntries(texts);
}

/** A rule's notation holds its whole text, between quotation marks. */
const LONG_TEXT = /"(?:[^"\\]|\\.){60,}"/g;

function shortNotation(notation: string): string {
  const line = notation.replace(LONG_TEXT, '…').replace(/\s+/g, ' ');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`;
}

function outcomeOf(claim: JsonObject): JsonObject {
  const { outcome = null } = claim;
  return isJsonObject(outcome) ? outcome : {};
}

const MARKS = { counts: '✔', not: '✘', open: '…' } as const;

function markOf(claim: JsonObject): string {
  const outcome = outcomeOf(claim);
  if (outcome['counts'] === true) return MARKS.counts;
  const state = textIn(outcome, 'state');
  return state === undefined || state === 'waiting' || state === 'own' ? MARKS.open : MARKS.not;
}

function coloured(line: string, claim: JsonObject, terminal: Terminal): string {
  const mark = markOf(claim);
  const style = mark === MARKS.counts ? 'green' : mark === MARKS.not ? 'yellow' : 'dim';
  return `${styled(terminal, style, mark)}${line.slice(mark.length)}`;
}

function fromText(claim: JsonObject): string | undefined {
  const from = textIn(claim, 'from');
  return from === undefined ? undefined : `from ${named(from, new Map())}`;
}
