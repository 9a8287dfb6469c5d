/** Any frame that can be written. */

import type { Frame, MacAddress, SecurityHeader, SecurityLevel } from '@sallyport/ieee802154';
import fc from 'fast-check';

const uint8 = fc.nat(0xff);
const uint16 = fc.nat(0xffff);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const address: fc.Arbitrary<MacAddress | undefined> = fc.oneof(fc.constant(undefined), uint16, bytes(8));
const levels: fc.Arbitrary<SecurityLevel> = fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7);
const security: fc.Arbitrary<SecurityHeader> = fc
  .tuple(levels, fc.nat(0x7fff_ffff), fc.constantFrom(0, 1, 2, 3), bytes(8), uint8)
  .map(([level, frameCounter, mode, source, index]) => {
    if (mode === 0) return { level, frameCounter, key: { mode } };
    if (mode === 1) return { level, frameCounter, key: { mode, index } };
    if (mode === 2) return { level, frameCounter, key: { mode, source: source.subarray(0, 4).slice(), index } };
    return { level, frameCounter, key: { mode: 3, source, index } };
  });

/** Which PAN IDs a frame may carry: with their values, or left out. */
function panIds(
  version: Frame['version'],
  destination: MacAddress | undefined,
  source: MacAddress | undefined,
  compressed: boolean,
): { readonly destination: boolean; readonly source: boolean } {
  if (version !== '2015') {
    const both = destination !== undefined && source !== undefined;
    return { destination: destination !== undefined, source: source !== undefined && !(both && compressed) };
  }
  const isExtendedPair = destination instanceof Uint8Array && source instanceof Uint8Array;
  if (isExtendedPair) return { destination: !compressed, source: false };
  if (destination !== undefined && source !== undefined) return { destination: true, source: !compressed };
  if (source !== undefined) return { destination: false, source: !compressed };
  return { destination: destination === undefined ? compressed : !compressed, source: false };
}

export const frames: fc.Arbitrary<Frame> = fc
  .record({
    type: fc.constantFrom<Frame['type']>('beacon', 'data', 'ack', 'command'),
    version: fc.constantFrom<Frame['version']>('2003', '2006', '2015'),
    framePending: fc.boolean(),
    ackRequest: fc.boolean(),
    sequenceNumber: uint8,
    destination: address,
    source: address,
    pans: fc.tuple(uint16, uint16, fc.boolean()),
    security: fc.option(security, { nil: undefined }),
    suppressed: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 60 }),
  })
  .map(({ pans: [toPan, fromPan, compressed], suppressed, ...rest }) => {
    const carries = panIds(rest.version, rest.destination, rest.source, compressed);
    return {
      ...rest,
      sequenceNumber: suppressed && rest.version === '2015' ? undefined : rest.sequenceNumber,
      security: rest.version === '2003' ? undefined : rest.security,
      destinationPanId: carries.destination ? toPan : undefined,
      sourcePanId: carries.source ? fromPan : undefined,
      headerElements: undefined,
    };
  });
