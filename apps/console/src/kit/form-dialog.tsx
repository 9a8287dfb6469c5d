/** A form in a dialog: what is filled in, one thing to do with it, and why that was refused. */

import type { ComponentChildren } from 'preact';
import { useAction } from '../api/use-action.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Refusal } from './state.tsx';

export interface FormDialogProps {
  readonly title: string;
  /** What the button says: the deed itself. */
  readonly action: string;
  /** The fields. */
  readonly children: ComponentChildren;
  /** As long as it cannot be right, it is not sent. Default true. */
  readonly isFilled?: boolean;
  readonly onSubmit: () => Promise<unknown>;
  readonly onClose: () => void;
  /** After it was done. Default: the dialog is closed. */
  readonly onDone?: () => void;
}

export function FormDialog(props: FormDialogProps) {
  const { title, action, children, isFilled = true, onSubmit, onClose, onDone = onClose } = props;
  const { run, isBusy, error } = useAction(onSubmit);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isFilled) void run().then((isDone) => isDone && onDone());
        }}
      >
        {children}
        {error === undefined ? null : <Refusal error={error} />}
        <Button type="submit" look="main" busy={isBusy} disabled={!isFilled}>
          {action}
        </Button>
      </form>
    </Dialog>
  );
}
