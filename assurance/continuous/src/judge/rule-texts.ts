/**
 * Which rule texts inference is given: those of claims that count, and behind them those whose place they took. The trust
 * engine says what may take the place of what, and knows nothing of Prolog. So where the newer text cannot be read the older
 * stays in force: otherwise a slip in an objection would take the objection away and let devices in.
 */

import { keyUriOf, type VerifiedClaim } from '@sallyport/assurance-claims';
import type { Change, RuleText } from '@sallyport/assurance-inference';
import { ruleOf } from '@sallyport/assurance-policy';
import type { StandingChange } from '@sallyport/assurance-trust';

interface Rule {
  readonly author: string;
  readonly text: RuleText;
  /** The claim that it says it replaces. */
  readonly names: string | undefined;
  /** In milliseconds since 1970. */
  readonly from: number;
  readonly counts: boolean;
}

export class RuleTexts {
  readonly #rules = new Map<string, Rule>();
  /** By who said them. */
  readonly #authors = new Map<string, Set<string>>();
  /** What inference was given, by who said it. */
  readonly #stated = new Map<string, ReadonlyMap<string, RuleText>>();

  changesOf(changes: readonly StandingChange[]): readonly Change[] {
    const authors = new Set(changes.flatMap((change) => this.#note(change)));
    const before = textsIn([...authors].map((author) => this.#stated.get(author)));
    const after = textsIn([...authors].map((author) => this.#restated(author)));
    // What somebody said who is known under another name now comes, and does not go.
    return difference(before, after);
  }

  /** What leads from the texts that others gave to these. */
  differenceFrom(other: RuleTexts): readonly Change[] {
    return difference(textsIn([...other.#stated.values()]), textsIn([...this.#stated.values()]));
  }

  /** What an author says now is what inference is given. */
  #restated(author: string): ReadonlyMap<string, RuleText> {
    const wanted = this.#wantedOf(author);
    if (wanted.size === 0) this.#stated.delete(author);
    else this.#stated.set(author, wanted);
    return wanted;
  }

  /** Gives whose rules are others now. */
  #note({ uri, claim, standing }: StandingChange): readonly string[] {
    if (claim.claim.type !== 'Rule') return [];
    const before = this.#rules.get(uri);
    const text = ruleOf(claim, standing);
    this.#rules.delete(uri);
    if (before !== undefined) this.#authors.get(before.author)?.delete(uri);
    const former = before === undefined ? [] : [before.author];
    if (text === undefined) return former;
    const author = keyUriOf(standing.by) ?? standing.by;
    const { replaces } = claim.claim.subject;
    this.#rules.set(uri, { author, text, names: replaces, from: fromOf(claim), counts: standing.counts });
    this.#authors.set(author, (this.#authors.get(author) ?? new Set()).add(uri));
    return [...former, author];
  }

  #wantedOf(author: string): ReadonlyMap<string, RuleText> {
    const uris = this.#authors.get(author) ?? new Set<string>();
    if (uris.size === 0) this.#authors.delete(author);
    return textsOf([...uris].flatMap((uri) => this.#rules.get(uri) ?? []));
  }
}

function textsIn(lists: readonly (ReadonlyMap<string, RuleText> | undefined)[]): ReadonlyMap<string, RuleText> {
  return new Map(lists.flatMap((texts) => [...(texts ?? [])]));
}

function difference(before: ReadonlyMap<string, RuleText>, after: ReadonlyMap<string, RuleText>): readonly Change[] {
  const come = [...after.values()].filter((text) => JSON.stringify(before.get(text.id)) !== JSON.stringify(text));
  return [
    ...[...before.keys()].filter((uri) => !after.has(uri)).map((removeRule) => ({ removeRule })),
    ...come.map((addRule) => ({ addRule })),
  ];
}

/** The texts of one author that count, each with those behind it, by their URIs. */
function textsOf(rules: readonly Rule[]): ReadonlyMap<string, RuleText> {
  const kept = new Set(rules.filter(({ counts }) => counts));
  // What stands behind a text can itself have taken the place of another.
  for (const rule of kept) for (const other of rules) if (isBehind(other, rule)) kept.add(other);
  return new Map(
    [...kept].map((rule) => {
      const replaces = [...kept].filter((other) => isBehind(other, rule)).map(({ text: { id } }) => id);
      return [rule.text.id, replaces.length === 0 ? rule.text : { ...rule.text, replaces: replaces.sort() }];
    }),
  );
}

/** Whether the trust engine put the one in the place of the other. */
function isBehind(older: Rule, newer: Rule): boolean {
  if (older.counts || older === newer) return false;
  return newer.names === older.text.id || (newer.text.name === older.text.name && isOlder(older, newer));
}

/** As the trust engine has it: by the moment, then by the URI. */
function isOlder(a: Rule, b: Rule): boolean {
  return a.from === b.from ? a.text.id < b.text.id : a.from < b.from;
}

function fromOf({ verified }: VerifiedClaim): number {
  return verified.credential.validFrom?.getTime() ?? Number.NEGATIVE_INFINITY;
}
