/**
 * Documents whose commands and examples are run, so that they stay true. What runs is marked by a comment on the line
 * before its fenced block:
 *
 *   <!-- run -->                    `sh` in the document's own directory, `ts` with node; either must end well
 *   <!-- run in the repository -->  `sh` at the root of the repository
 *   <!-- run refused -->            `sh` whose last command must be refused, with exit status 1
 *   <!-- run until "text" -->       `sh` that goes on: started, and left running once its output holds the text
 *   <!-- stop -->                   ends with Ctrl-C what was started last; no block follows
 *   <!-- run unseen                 commands between this line and `-->` that a reader need not see
 *   <!-- run unseen until "text"    the same for one that goes on
 *
 * Variables that one block exports are there in the next, as in one terminal.
 */

export type How = 'plain' | 'refused' | 'in the repository';

export type Step =
  | { readonly do: 'run'; readonly language: 'sh' | 'ts'; readonly how: How; readonly code: string }
  | { readonly do: 'start'; readonly until: string; readonly code: string }
  | { readonly do: 'stop' };

/** A step with the line of the document it stands on, from 1. */
export type Located = Step & { readonly line: number };

const MARK = /^<!-- (run|stop)(?: (?!-->)(.+?))?(?: -->)?$/;
const FENCE = /^```(\w+)$/;

/** @throws SyntaxError for a mark that means nothing: a block that silently does not run proves nothing */
export function stepsOf(markdown: string): readonly Located[] {
  const lines = markdown.split('\n');
  const steps: Located[] = [];
  for (let index = 0; index < lines.length; index++) {
    const mark = MARK.exec(lines[index] ?? '');
    if (mark === null) continue;
    const line = index + 1;
    const [, verb, how = ''] = mark;
    if (verb === 'stop') steps.push({ do: 'stop', line });
    else steps.push({ ...stepAfter(lines, index + 1, how), line });
  }
  return steps;
}

const UNSEEN = /^unseen ?/;

function stepAfter(lines: readonly string[], start: number, how: string): Step {
  if (UNSEEN.test(how)) return stepOf(start, how.replace(UNSEEN, ''), 'sh', upTo(lines, start, '-->'));
  const language = FENCE.exec(lines[start] ?? '')?.[1];
  if (language !== 'sh' && language !== 'ts')
    throw new SyntaxError(`line ${start}: no sh or ts block follows the mark`);
  return stepOf(start, how, language, upTo(lines, start + 1, '```'));
}

function stepOf(start: number, how: string, language: 'sh' | 'ts', code: string): Step {
  if (how === '') return { do: 'run', language, how: 'plain', code };
  if (language === 'sh' && (how === 'refused' || how === 'in the repository'))
    return { do: 'run', language, how, code };
  const until = /^until "(.+)"$/.exec(how)?.[1];
  if (until === undefined || language !== 'sh') throw new SyntaxError(`line ${start}: the mark says nothing known`);
  return { do: 'start', until, code };
}

function upTo(lines: readonly string[], start: number, end: string): string {
  const length = lines.slice(start).indexOf(end);
  if (length < 0) throw new SyntaxError(`line ${start}: no ${end} ends the block`);
  return `${lines.slice(start, start + length).join('\n')}\n`;
}
