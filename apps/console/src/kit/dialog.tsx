/** A question or a form before everything else. The browser keeps the focus inside, closes it on Escape, and gives the focus back. */

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CallError } from '../api/call-error.ts';
import { useAction } from '../api/use-action.ts';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';
import { Refusal } from './state.tsx';

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly actions?: ComponentChildren;
  /** `wide` for tables and long forms. */
  readonly size?: 'small' | 'wide';
}

/** It is open for as long as it is drawn. */
export function Dialog({ title, onClose, children, actions, size = 'small' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // It is out of the page by now, so that the browser has lost where the focus was.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${size}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <Button look="quiet" label={t('kit.close')} onClick={onClose}>
          ×
        </Button>
      </header>
      <div class="dialog-body">{children}</div>
      {actions === undefined ? null : <footer class="dialog-foot actions">{actions}</footer>}
    </dialog>
  );
}

export interface ConfirmProps {
  readonly title: string;
  /** What will happen. */
  readonly children: ComponentChildren;
  /** What the button says: the deed itself, not "OK". */
  readonly action: string;
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before something is done that others notice. It closes when it is done, and says so where it is refused. */
export function Confirm({ title, children, action, danger = false, onConfirm, onClose }: ConfirmProps) {
  const { run, isBusy, error } = useAction(onConfirm);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button
            look={danger ? 'danger' : 'main'}
            busy={isBusy}
            onClick={() => void run().then((isDone) => isDone && onClose())}
          >
            {action}
          </Button>
        </>
      }
    >
      {children}
      <Outcome error={error} />
    </Dialog>
  );
}

function Outcome({ error }: { readonly error: CallError | undefined }) {
  return error === undefined ? null : <Refusal error={error} />;
}
