/** A question to the domain whose answer stays fresh for as long as it is shown. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { keepAnswer, lastAnswer } from './answers.ts';
import { call } from './call.ts';
import { CallError } from './call-error.ts';
import { browserTimer } from './live/browser-timer.ts';
import { onLiveEvent } from './live/index.ts';
import type { AnswerOf, InputOf, OperationName } from './operations.ts';
import { makesOld, type Query, type QueryOptions } from './query.ts';
import { Refresher } from './refresher.ts';

/** Many events may tell of one change; a view asks again at most this often. */
const PAUSE_MS = 700;

interface Outcome<Answer> {
  /** What was asked. */
  readonly key: string;
  readonly answer?: Answer;
  readonly error?: CallError;
}

/** @param input undefined as long as there is nothing to ask */
export function useCall<Name extends OperationName>(
  name: Name,
  input: InputOf<Name> | undefined,
  options: QueryOptions = {},
): Query<AnswerOf<Name>> {
  const key = input === undefined ? '' : `${name} ${JSON.stringify(input)}`;
  const outcome = useSignal<Outcome<AnswerOf<Name>>>({ key: '' });
  const isAsking = useSignal(false);
  const question = useMemo(() => {
    const abort = new AbortController();
    const refresher = new Refresher(
      browserTimer,
      () => PAUSE_MS,
      async () => {
        if (input === undefined) return;
        isAsking.value = true;
        const next = await ask(key, name, input, abort.signal);
        if (abort.signal.aborted) return;
        const last = outcome.peek();
        outcome.value = next.error !== undefined && last.key === key ? { ...last, ...next } : next;
        isAsking.value = false;
      },
    );
    return { abort, refresher };
  }, [key]);

  useEffect(() => {
    if (key !== '') question.refresher.touch();
    return () => {
      question.refresher.stop();
      question.abort.abort();
    };
  }, [key]);
  useEffect(() => onLiveEvent((event) => makesOld(event, options) && question.refresher.touch()), [key]);

  const isOfKey = outcome.value.key === key;
  const answer = isOfKey ? outcome.value.answer : lastAnswer(key, name);
  const error = isOfKey ? outcome.value.error : undefined;
  return {
    isAsking: isAsking.value || (key !== '' && !isOfKey),
    again: () => question.refresher.touch(),
    ...(answer === undefined ? {} : { answer }),
    ...(error === undefined ? {} : { error }),
  };
}

/** A question that was given up has an outcome without answer and error, which nobody looks at. */
async function ask<Name extends OperationName>(
  key: string,
  name: Name,
  input: InputOf<Name>,
  signal: AbortSignal,
): Promise<Outcome<AnswerOf<Name>>> {
  try {
    const answer = await call(name, input, { signal });
    keepAnswer(key, name, answer);
    return { key, answer };
  } catch (error) {
    if (error instanceof CallError) return { key, error };
    if (signal.aborted) return { key };
    throw error;
  }
}
