/** What a person typed of a device's code, as the text that its QR code would have. */

const DIGITS = /^[0-9a-f]{16}$/;

/**
 * `v=1&&eui=…&&cc=…` of what is printed on a device: an EUI-64, with whatever stands between its digits, and a joining code. Whether they
 * are right, the domain says. Undefined unless there are sixteen digits and a code.
 */
export function qrTextOf(eui64: string, code: string): string | undefined {
  const digits = eui64.toLowerCase().replaceAll(/[\s:.-]/g, '');
  const typed = code.toUpperCase().replaceAll(/\s/g, '');
  return DIGITS.test(digits) && typed !== '' && !typed.includes('&') ? `v=1&&eui=${digits}&&cc=${typed}` : undefined;
}
