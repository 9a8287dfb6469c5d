/** A search field that asks when one pauses in typing. */

import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';

const PAUSE_MS = 250;

export interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

export function Search({ label, value, onSearch }: SearchProps) {
  const id = useId();
  const typed = useSignal(value);
  useEffect(() => {
    typed.value = value;
  }, [value]);
  useEffect(() => {
    if (typed.value === value) return undefined;
    const timeout = setTimeout(() => onSearch(typed.value), PAUSE_MS);
    return () => clearTimeout(timeout);
  }, [typed.value, value]);
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.value);
      }}
    >
      <label class="unseen" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="input"
        type="search"
        autocomplete="off"
        spellcheck={false}
        placeholder={label}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
    </form>
  );
}
