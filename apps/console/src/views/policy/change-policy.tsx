/** Adopting another policy, or letting the lists decide: with a dry run, since it can put many devices out. */

import { call } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Confirm, say } from '../../kit/index.ts';
import { DryRun } from './dry-run.tsx';

export function DropPolicy({ onClose }: { readonly onClose: () => void }) {
  return (
    <Confirm
      title={t('policy.drop.title')}
      action={t('policy.drop')}
      danger
      onConfirm={async () => {
        await call('policy.drop', {});
        say({ text: t('policy.dropped') });
      }}
      onClose={onClose}
    >
      <p>{t('policy.drop.text')}</p>
      <DryRun begin={() => call('policy.preview', { change: { kind: 'drop' }, wait: 1500 })} of="drop" />
    </Confirm>
  );
}

export function AdoptPolicy({ policy, onClose }: { readonly policy: string; readonly onClose: () => void }) {
  return (
    <Confirm
      title={t('policy.adopt.of', { policy })}
      action={t('policy.adopt')}
      danger
      onConfirm={async () => {
        await call('policy.adopt', { policy });
        say({ text: t('policy.adopted', { policy }) });
      }}
      onClose={onClose}
    >
      <p>{t('policy.adopt.text')}</p>
      <DryRun begin={() => call('policy.preview', { change: { kind: 'adopt', policy }, wait: 1500 })} of={policy} />
    </Confirm>
  );
}
