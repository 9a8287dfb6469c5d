/** Something a person does: once at a time, with what went wrong kept for the form, and told. */

import { useSignal } from '@preact/signals';
import { CallError } from './call-error.ts';

export interface Action<Arguments extends readonly unknown[]> {
  readonly run: (...given: Arguments) => Promise<boolean>;
  readonly isBusy: boolean;
  readonly error?: CallError;
  readonly forget: () => void;
}

/** `run` gives whether it went well. What is not a refusal of the domain is thrown on. */
export function useAction<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<unknown>,
): Action<Arguments> {
  const isBusy = useSignal(false);
  const error = useSignal<CallError | undefined>(undefined);
  const run = async (...given: Arguments): Promise<boolean> => {
    if (isBusy.peek()) return false;
    isBusy.value = true;
    error.value = undefined;
    try {
      await act(...given);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof CallError)) throw thrown;
      error.value = thrown;
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  return {
    run,
    isBusy: isBusy.value,
    forget: () => {
      error.value = undefined;
    },
    ...(error.value === undefined ? {} : { error: error.value }),
  };
}
