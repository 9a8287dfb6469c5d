/** What whoever looks comes in by. */

import { useCall } from '../../api/index.ts';
import { State } from '../../kit/index.ts';
import { OwnPasskeys } from './own-passkeys.tsx';
import { OwnPassword } from './own-password.tsx';

export function You() {
  const me = useCall('me.show', {}, { topics: ['account'] });
  return (
    <State of={me}>
      {(answer) => (
        <>
          <OwnPasskeys me={answer} onChange={me.again} />
          <OwnPassword me={answer} onChange={me.again} />
        </>
      )}
    </State>
  );
}
