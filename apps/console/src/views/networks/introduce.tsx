/** Making something known that works with the networks: a form, and then what is to be carried there, shown this once. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/index.ts';
import { Button, Dialog, FormDialog, TextField } from '../../kit/index.ts';

export interface IntroduceProps<Made> {
  /** Of the form, and what its button says. */
  readonly title: string;
  /** What it is called here. */
  readonly name: string;
  readonly onName: (name: string) => void;
  /** What is asked besides the name. */
  readonly children: ComponentChildren;
  readonly introduce: () => Promise<Made>;
  /** Above what came of it. */
  readonly madeTitle: string;
  readonly made: (made: Made) => ComponentChildren;
  /** What the button says that ends it. */
  readonly end: string;
  /** After it is known here. */
  readonly added: () => void;
  readonly onClose: () => void;
}

export function Introduce<Made>(props: IntroduceProps<Made>) {
  const { title, name, onName, children, introduce, madeTitle, made, end, added, onClose } = props;
  const came = useSignal<{ readonly made: Made } | undefined>(undefined);
  if (came.value !== undefined) {
    return (
      <Dialog
        key="made"
        title={madeTitle}
        onClose={onClose}
        actions={
          <Button look="main" onClick={onClose}>
            {end}
          </Button>
        }
      >
        {made(came.value.made)}
      </Dialog>
    );
  }
  return (
    <FormDialog
      key="form"
      title={title}
      action={title}
      onClose={onClose}
      onDone={added}
      onSubmit={async () => {
        came.value = { made: await introduce() };
      }}
    >
      <TextField label={t('networks.name')} required value={name} onChange={onName} />
      {children}
    </FormDialog>
  );
}
