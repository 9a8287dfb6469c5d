/** Short messages about what was just done, read aloud by screen readers. */

import { signal } from '@preact/signals';
import { t } from '../i18n/index.ts';
import type { Tone } from './badge.tsx';

export interface Toast {
  readonly text: string;
  readonly tone?: Tone;
}

interface Shown extends Toast {
  readonly id: number;
}

/** A message that tells of a failure stays until it is put away; others go by themselves. */
const SHOWN_MS = 6000;
const MOST = 4;

const shown = signal<readonly Shown[]>([]);
let said = 0;

export function say(toast: Toast): void {
  const id = said++;
  shown.value = [...shown.value, { ...toast, id }].slice(-MOST);
  if (toast.tone !== 'bad') setTimeout(() => putAway(id), SHOWN_MS);
}

function putAway(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map(({ id, text, tone = 'good' }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <p>{text}</p>
          <button type="button" class="toast-close" aria-label={t('kit.close')} onClick={() => putAway(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
