import type { DeviceIdentity } from '@sallyport/onboarding';
import type { CsrAttributes } from '../csrattrs/codec.ts';
import { withChallengePassword } from '../csrattrs/requirements.ts';
import type { CompleteEstServerConfig } from './config.ts';
import type { EstServerPorts } from './ports.ts';

/** What a request must contain: what the port says, and what the configuration adds. */
export async function wantedAttributes(
  device: DeviceIdentity | undefined,
  label: string | undefined,
  config: CompleteEstServerConfig,
  ports: Pick<EstServerPorts, 'csrAttributes'>,
): Promise<CsrAttributes> {
  const attributes = (await ports.csrAttributes?.(device, label)) ?? [];
  return config.channelBinding === 'required' ? withChallengePassword(attributes) : attributes;
}
