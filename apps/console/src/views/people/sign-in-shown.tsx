/** One sign-in, and its end. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, Confirm, Dialog, Facts, Time } from '../../kit/index.ts';

type SignIn = AnswerOf<'sign-ins.list'>['signIns'][number];

export interface SignInShownProps {
  readonly row: SignIn;
  /** Whether it is the one that the page is open by. */
  readonly isThis: boolean;
  readonly onClose: () => void;
}

export function SignInShown({ row, isThis, onClose }: SignInShownProps) {
  const isEnding = useSignal(false);
  const { id, address, client, way, begunAt, seenAt, endsAt } = row;
  const name = row.name ?? t('people.sign-ins.stranger');
  if (isEnding.value && id !== null) {
    return (
      <Confirm
        title={t('people.sign-ins.end.of', { name })}
        action={t('people.sign-ins.end')}
        danger
        onConfirm={() => call('sign-ins.end', { id })}
        onClose={onClose}
      >
        <p>{t('people.sign-ins.end.ask', { address })}</p>
      </Confirm>
    );
  }
  const end = (
    <Button
      look="danger"
      onClick={() => {
        isEnding.value = true;
      }}
    >
      {t('people.sign-ins.end')}
    </Button>
  );
  return (
    <Dialog title={name} onClose={onClose} actions={row.isOpen && !isThis ? end : undefined}>
      <Facts
        facts={[
          { name: t('people.sign-ins.state'), value: <Stand row={row} isThis={isThis} /> },
          { name: t('people.sign-ins.way'), value: textOf(`people.way.${way}`, way) },
          { name: t('people.sign-ins.address'), value: <code>{address}</code> },
          { name: t('people.sign-ins.program'), value: client },
          { name: t('people.sign-ins.begun'), value: <Time at={begunAt} show="both" /> },
          { name: t('people.sign-ins.seen'), value: row.isOpen ? <Time at={seenAt} show="both" /> : null },
          { name: t('people.sign-ins.until'), value: row.isOpen ? <Time at={endsAt} show="both" /> : null },
        ]}
      />
    </Dialog>
  );
}

export function Stand({ row, isThis }: Pick<SignInShownProps, 'row' | 'isThis'>) {
  if (row.isOpen) {
    return <Badge tone="good">{isThis ? t('people.sign-ins.this') : t('people.sign-ins.open')}</Badge>;
  }
  const reason = row.reason ?? 'ended';
  const isBad = reason === 'refused' || reason === 'other-client';
  return (
    <>
      <Badge tone={isBad ? 'bad' : 'plain'}>{textOf(`people.end.${reason}`, reason)}</Badge>{' '}
      {row.code === null ? <Time at={row.endsAt} /> : <code class="faint">{row.code}</code>}
    </>
  );
}
