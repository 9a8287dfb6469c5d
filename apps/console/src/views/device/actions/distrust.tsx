/** Takes trust from the device, with the reason. */

import { useSignal } from '@preact/signals';
import { call } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { Confirm, TextField } from '../../../kit/index.ts';
import type { DeviceDialogProps } from './onboard.tsx';
import { tell } from './tell.ts';

export function DistrustDialog({ device: { manufacturer, serialNumber }, onClose }: DeviceDialogProps) {
  const reason = useSignal('');
  const confirm = async () => {
    const why = reason.peek().trim();
    tell(await call('devices.distrust', { manufacturer, serialNumber, ...(why === '' ? {} : { reason: why }) }));
  };
  return (
    <Confirm
      title={t('device.distrust.title', { serial: serialNumber })}
      action={t('device.distrust')}
      danger
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('device.distrust.text')}</p>
      <TextField
        label={t('device.note')}
        value={reason.value}
        onChange={(text) => {
          reason.value = text;
        }}
      />
    </Confirm>
  );
}
