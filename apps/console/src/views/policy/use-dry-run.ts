/** A dry run from its beginning to its end: asked for how far it is, and stopped when nobody looks any more. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type AnswerOf, CallError, call } from '../../api/index.ts';

export type DryRunAnswer = AnswerOf<'policy.preview'>;

export interface Running {
  readonly answer?: DryRunAnswer;
  readonly error?: CallError;
}

/** The domain answers at once when it is done, and in any case after so many milliseconds. */
const PATIENCE_MS = 2000;

/** @param of what it is a dry run of: when that is another, another is begun. Undefined begins none. */
export function useDryRun(begin: () => Promise<DryRunAnswer>, of: string | undefined): Running {
  const running = useSignal<Running & { readonly of?: string }>({});
  useEffect(() => {
    if (of === undefined) return undefined;
    let isWanted = true;
    const follow = async (): Promise<void> => {
      let answer = await begin();
      while (isWanted) {
        running.value = { of, answer };
        if (answer.ended !== null) return;
        answer = await call('policy.preview-show', { id: answer.id, wait: PATIENCE_MS });
      }
      if (answer.ended === null) await call('policy.preview-stop', { id: answer.id });
    };
    running.value = { of };
    follow().catch((error: unknown) => {
      if (!(error instanceof CallError)) throw error;
      if (isWanted) running.value = { of, error };
    });
    return () => {
      isWanted = false;
    };
  }, [of]);
  return running.value.of === of ? running.value : {};
}
