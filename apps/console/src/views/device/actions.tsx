/** What can be done about a device; each asks first, and says what will happen. */

import { useSignal } from '@preact/signals';
import { may } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../kit/index.ts';
import { DistrustDialog } from './actions/distrust.tsx';
import { OffboardDialog } from './actions/offboard.tsx';
import { OnboardDialog, TrustDialog } from './actions/onboard.tsx';
import { SetTypeDialog } from './actions/set-type.tsx';
import { isSettled, pointOf, useDecided } from './decided.ts';
import type { ShownDevice } from './shown.ts';

const DEEDS = ['onboard', 'trust', 'set-type', 'distrust', 'offboard'] as const;
type Deed = (typeof DEEDS)[number];

export function Actions({ device }: { readonly device: ShownDevice }) {
  const asked = useSignal<Deed | undefined>(undefined);
  const { answer } = useDecided(device, pointOf(device));
  const deeds = isSettled(device, answer) ? DEEDS.filter((deed) => deed !== 'onboard') : DEEDS;
  const close = () => {
    asked.value = undefined;
  };
  return (
    <>
      {deeds
        .filter((deed) => may(`devices.${deed}`))
        .map((deed) => (
          <Button
            key={deed}
            look={deed === 'offboard' || deed === 'distrust' ? 'danger' : deed === 'onboard' ? 'main' : 'plain'}
            onClick={() => {
              asked.value = deed;
            }}
          >
            {t(`device.${deed}`)}
          </Button>
        ))}
      <Asked deed={asked.value} device={device} onClose={close} />
    </>
  );
}

interface AskedProps {
  readonly deed: Deed | undefined;
  readonly device: ShownDevice;
  readonly onClose: () => void;
}

function Asked({ deed, device, onClose }: AskedProps) {
  switch (deed) {
    case 'onboard':
      return <OnboardDialog device={device} onClose={onClose} />;
    case 'trust':
      return <TrustDialog device={device} onClose={onClose} />;
    case 'set-type':
      return <SetTypeDialog device={device} onClose={onClose} />;
    case 'distrust':
      return <DistrustDialog device={device} onClose={onClose} />;
    case 'offboard':
      return <OffboardDialog device={device} onClose={onClose} />;
    default:
      return null;
  }
}
