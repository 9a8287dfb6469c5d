/** Texts that are copied: fingerprints, codes, addresses. */

import { useSignal } from '@preact/signals';
import { t } from '../i18n/index.ts';
import { say } from './toasts.tsx';

export interface CopyProps {
  readonly text: string;
  /** What is shown in its place, where the text is long. */
  readonly short?: string;
  /** What it is, for who does not see it. */
  readonly label?: string;
}

export function Copy({ text, short, label }: CopyProps) {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      isCopied.value = true;
      setTimeout(() => {
        isCopied.value = false;
      }, 2000);
    } catch {
      say({ tone: 'bad', text: t('kit.copy.failed') });
    }
  };
  return (
    <span class="copy">
      <code class="code" title={text}>
        {short ?? text}
      </code>
      <button
        type="button"
        class="copy-button"
        aria-label={isCopied.value ? undefined : t('kit.copy.of', { what: label ?? short ?? text })}
        onClick={() => void copy()}
      >
        {isCopied.value ? t('kit.copy.done') : t('kit.copy')}
      </button>
    </span>
  );
}

/** A fingerprint or another long text, of which the ends are shown. */
export function shortOf(text: string, ends = 8): string {
  return text.length <= ends * 2 + 1 ? text : `${text.slice(0, ends)}…${text.slice(-ends)}`;
}
