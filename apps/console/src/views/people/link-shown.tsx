/** A one-time link, shown once. */

import { t } from '../../i18n/index.ts';
import { Button, Copy, Dialog, Facts, Time } from '../../kit/index.ts';
import { Qr } from './qr.tsx';

export interface LinkShownProps {
  readonly name: string;
  readonly link: { readonly path: string; readonly expiresAt: string };
  readonly onClose: () => void;
}

export function LinkShown({ name, link, onClose }: LinkShownProps) {
  const address = `${location.origin}${link.path}`;
  return (
    <Dialog
      title={t('people.link.title', { name })}
      onClose={onClose}
      actions={
        <Button look="main" onClick={onClose}>
          {t('kit.close')}
        </Button>
      }
    >
      <p>{t('people.link.once', { name })}</p>
      <Qr text={address} label={t('people.link.qr')} />
      <Copy text={address} label={t('people.link.what')} />
      <Facts facts={[{ name: t('people.link.until'), value: <Time at={link.expiresAt} show="both" /> }]} />
    </Dialog>
  );
}
