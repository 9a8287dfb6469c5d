/** A list that the domain gives a page at a time, and that stays fresh as far as it was read. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { call } from './call.ts';
import { CallError } from './call-error.ts';
import { browserTimer } from './live/browser-timer.ts';
import { onLiveEvent } from './live/index.ts';
import type { AnswerOf, InputOf, OperationName } from './operations.ts';
import { makesOld, type Query, type QueryOptions } from './query.ts';
import { Refresher } from './refresher.ts';

/** For each page that was read: who has scrolled far asks less often, so that a view never asks for more than one page a second. */
const PAUSE_MS = 1000;

export interface Pages<Row, Answer> extends Query<readonly Row[]> {
  /** The first page as it came, for totals that stand beside the rows. */
  readonly first?: Answer;
  /** Whether there are more rows than have been read. */
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

export interface PagesOptions<Name extends OperationName, Row> extends QueryOptions {
  readonly rows: (answer: AnswerOf<Name>) => readonly Row[];
  /** Where the next page begins, if there is one. */
  readonly next: (answer: AnswerOf<Name>) => string | undefined;
  /** The input for the page that begins at `cursor`. */
  readonly at: (cursor: string) => InputOf<Name>;
}

interface Read<Answer> {
  readonly key: string;
  readonly pages: readonly Answer[];
  readonly error?: CallError;
}

/** @param input of the first page */
export function usePages<Name extends OperationName, Row>(
  name: Name,
  input: InputOf<Name>,
  options: PagesOptions<Name, Row>,
): Pages<Row, AnswerOf<Name>> {
  const key = JSON.stringify(input);
  const read = useSignal<Read<AnswerOf<Name>>>({ key: '', pages: [] });
  const isAsking = useSignal(false);

  const reader = useMemo(() => {
    const abort = new AbortController();
    const { signal } = abort;
    /** Reads up to `count` pages, from the first or after those that are there. */
    const readPages = async (from: readonly AnswerOf<Name>[], count: number): Promise<void> => {
      isAsking.value = true;
      const pages = [...from];
      let error: CallError | undefined;
      try {
        while (pages.length < count) {
          const last = pages.at(-1);
          const cursor = last === undefined ? undefined : options.next(last);
          if (last !== undefined && cursor === undefined) break;
          pages.push(await call(name, cursor === undefined ? input : options.at(cursor), { signal }));
        }
      } catch (thrown) {
        if (signal.aborted) return;
        if (!(thrown instanceof CallError)) throw thrown;
        error = thrown;
      }
      if (signal.aborted) return;
      const before = read.peek();
      const shown = error === undefined || before.key !== key ? pages : before.pages;
      read.value = { key, pages: shown, ...(error === undefined ? {} : { error }) };
      isAsking.value = false;
    };
    const pagesRead = (): readonly AnswerOf<Name>[] => (read.peek().key === key ? read.peek().pages : []);
    const refresher = new Refresher(
      browserTimer,
      () => PAUSE_MS * Math.max(1, pagesRead().length),
      () => readPages([], Math.max(1, pagesRead().length)),
    );
    const more = async (): Promise<void> => {
      if (!isAsking.peek()) await readPages(pagesRead(), pagesRead().length + 1);
    };
    return { abort, refresher, more };
  }, [key]);

  useEffect(() => {
    reader.refresher.touch();
    return () => {
      reader.refresher.stop();
      reader.abort.abort();
    };
  }, [key]);
  useEffect(() => onLiveEvent((event) => makesOld(event, options) && reader.refresher.touch()), [key]);

  const { pages, error } = read.value.key === key ? read.value : { pages: [], error: undefined };
  const rows = useMemo(() => pages.flatMap((page) => options.rows(page)), [pages]);
  const [first] = pages;
  const last = pages.at(-1);
  return {
    isAsking: isAsking.value || read.value.key !== key,
    again: () => reader.refresher.touch(),
    hasMore: last !== undefined && options.next(last) !== undefined,
    loadMore: () => void reader.more(),
    ...(first === undefined ? {} : { first, answer: rows }),
    ...(error === undefined ? {} : { error }),
  };
}
