/** Puts the device out for good. */

import { useSignal } from '@preact/signals';
import { call } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { Confirm, TextField } from '../../../kit/index.ts';
import type { ShownDevice } from '../shown.ts';
import { tell } from './tell.ts';

export interface OffboardDialogProps {
  readonly device: Pick<ShownDevice, 'manufacturer' | 'serialNumber' | 'threadNetwork'>;
  readonly onClose: () => void;
}

export function OffboardDialog({ device, onClose }: OffboardDialogProps) {
  const { manufacturer, serialNumber, threadNetwork } = device;
  const note = useSignal('');
  const confirm = async () => {
    const why = note.peek().trim();
    tell(await call('devices.offboard', { manufacturer, serialNumber, ...(why === '' ? {} : { note: why }) }));
  };
  return (
    <Confirm
      title={t('device.offboard.title', { serial: serialNumber })}
      action={t('device.offboard')}
      danger
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('device.offboard.text')}</p>
      {threadNetwork === null ? null : <p>{t('device.offboard.thread', { network: threadNetwork })}</p>}
      <TextField
        label={t('device.note')}
        value={note.value}
        onChange={(text) => {
          note.value = text;
        }}
      />
    </Confirm>
  );
}
