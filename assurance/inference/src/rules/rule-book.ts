/** The rule texts that are there, which of them are in force, and what is wrong with the others. */

import type { InferenceErrorCode } from '../errors.ts';
import type { InferenceLimits } from '../limits.ts';
import type { RuleProblem, RuleText } from '../model.ts';
import type { Reading } from '../prolog/door.ts';
import { FACT_RELATIONS } from '../vocabulary.ts';
import { dependentsOf, type Edge, fatesOf } from './graph.ts';
import type { Refusal } from './scan.ts';

interface Entry<Read = Reading | Refusal> {
  readonly text: RuleText;
  readonly reading: Read;
}

/** The texts in force, in their order. */
export interface Program {
  readonly texts: readonly Entry<Reading>[];
  readonly edges: readonly Edge[];
  /** Relations, `name/arity`, that are not simply evaluated. */
  readonly fates: ReadonlyMap<string, string>;
  /** Texts that brought the engine down: their clauses are left out, their relations answered with no. */
  readonly quarantined: readonly Entry<Reading>[];
}

const ARITIES = new Map<string, number>(Object.entries(FACT_RELATIONS));

export const NO_PROGRAM: Program = { texts: [], edges: [], fates: new Map(), quarantined: [] };

export class RuleBook {
  readonly #most: number;
  readonly #entries = new Map<string, Entry>();
  readonly #quarantined = new Set<string>();

  constructor({ texts }: Pick<InferenceLimits, 'texts'>) {
    this.#most = texts;
  }

  /** True when this very text is there. */
  holds({ id, name, source, by, replaces = [] }: RuleText): boolean {
    const text = this.#entries.get(id)?.text;
    if (text === undefined) return false;
    const isSamePlace = JSON.stringify(text.replaces ?? []) === JSON.stringify(replaces);
    return text.name === name && text.source === source && text.by === by && isSamePlace;
  }

  add(text: RuleText, reading: Reading | Refusal): void {
    this.#entries.set(text.id, { text, reading });
    this.#quarantined.delete(text.id);
  }

  remove(id: string): void {
    this.#entries.delete(id);
    this.#quarantined.delete(id);
  }

  /** Leaves a text out that brought the engine down. */
  quarantine(id: string): void {
    this.#quarantined.add(id);
  }

  program(): Program {
    const chosen = this.#chosen();
    const edges = chosen.flatMap(({ reading }) => reading.calls);
    const fates = new Map<string, string>(fatesOf(edges));
    const quarantined = chosen.filter(({ text }) => this.#quarantined.has(text.id));
    for (const { reading } of quarantined) for (const head of reading.heads) fates.set(head, 'quarantined');
    return {
      texts: chosen.filter(({ text }) => !this.#quarantined.has(text.id)),
      edges,
      fates,
      quarantined,
    };
  }

  /** What is wrong with the texts that are there. `speaksIn` tells of relations, `name/arity`, in which facts are known. */
  problems(speaksIn: (relation: string) => boolean): readonly RuleProblem[] {
    const sorted = this.#sorted();
    const replaced = replacedBy(this.#readable());
    const refused = sorted.flatMap(({ text, reading }) =>
      isRefusal(reading) && !replaced.has(text.id) ? [problemOf(text, 'refused', reading)] : [],
    );
    const chosen = this.#chosen();
    const fates = fatesOf(chosen.flatMap(({ reading }) => reading.calls));
    const defined = new Set(chosen.flatMap(({ reading }) => reading.heads));
    return [
      ...refused,
      ...this.#tooMany(sorted),
      ...chosen.flatMap(({ text, reading }) => [
        ...(this.#quarantined.has(text.id) ? [quarantine(text)] : []),
        ...reading.heads
          .filter((head) => fates.get(head) === 'unstratified')
          .map((head) =>
            warning(text, 'E_INFERENCE_UNSTRATIFIED', `${head} depends on its own absence and cannot be evaluated`),
          ),
        ...reading.calls
          .filter(({ to }) => !defined.has(to) && !isKnown(to) && !speaksIn(to))
          .map(({ to, line }) => warning(text, 'E_INFERENCE_UNKNOWN_RELATION', `nobody defines or states ${to}`, line)),
      ]),
    ];
  }

  /** In the order of names and ids, so that no order of arrival shows. */
  #sorted(): readonly Entry[] {
    return [...this.#entries.values()].sort(
      (a, b) => compare(a.text.name, b.text.name) || compare(a.text.id, b.text.id),
    );
  }

  #readable(): readonly Entry<Reading>[] {
    return this.#sorted().flatMap(({ text, reading }) => (isRefusal(reading) ? [] : [{ text, reading }]));
  }

  #accepted(): readonly Entry<Reading>[] {
    const readable = this.#readable();
    const replaced = replacedBy(readable);
    return readable.filter(({ text }) => !replaced.has(text.id));
  }

  #chosen(): readonly Entry<Reading>[] {
    return this.#accepted().slice(0, this.#most);
  }

  #tooMany(sorted: readonly Entry[]): readonly RuleProblem[] {
    if (sorted.length <= this.#most) return [];
    return this.#accepted()
      .slice(this.#most)
      .map(({ text }) =>
        problemOf(text, 'refused', { code: 'E_INFERENCE_CLAUSES', sentence: `more than ${this.#most} rule texts` }),
      );
  }
}

/** The relations, `name/arity`, whose answers may differ between two programs. */
export function relationsBetween(before: Program, after: Program): ReadonlySet<string> {
  // A text that was read anew has another reading, even under the same id.
  const readings = ({ texts }: Program) => new Set(texts.map(({ reading }) => reading));
  const [old, now] = [readings(before), readings(after)];
  const changed = [...[...old].filter((one) => !now.has(one)), ...[...now].filter((one) => !old.has(one))];
  const touched = new Set(changed.flatMap(({ heads }) => heads));
  for (const relation of new Set([...before.fates.keys(), ...after.fates.keys()]))
    if (before.fates.get(relation) !== after.fates.get(relation)) touched.add(relation);
  return dependentsOf(touched, [...before.edges, ...after.edges]);
}

/** True when two programs are the same text by text. */
export function isSameProgram(before: Program, after: Program): boolean {
  return (
    before.texts.length === after.texts.length &&
    before.texts.every(({ reading }, index) => reading === after.texts[index]?.reading) &&
    before.fates.size === after.fates.size &&
    [...before.fates].every(([relation, fate]) => after.fates.get(relation) === fate)
  );
}

function isRefusal(reading: Reading | Refusal): reading is Refusal {
  return 'code' in reading;
}

function replacedBy(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap(({ text }) => text.replaces ?? []));
}

function isKnown(relation: string): boolean {
  const slash = relation.lastIndexOf('/');
  return ARITIES.get(relation.slice(0, slash)) === Number(relation.slice(slash + 1));
}

function problemOf({ id, name }: RuleText, severity: RuleProblem['severity'], refusal: Refusal): RuleProblem {
  return { ...refusal, severity, rule: id, ruleName: name };
}

function warning(text: RuleText, code: InferenceErrorCode, sentence: string, line?: number): RuleProblem {
  return problemOf(text, 'warning', { code, sentence, ...(line === undefined ? {} : { line }) });
}

function quarantine(text: RuleText): RuleProblem {
  return problemOf(text, 'quarantined', {
    code: 'E_INFERENCE_QUARANTINED',
    sentence: 'it brought the engine down; whatever needs one of its relations is answered with no',
  });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
