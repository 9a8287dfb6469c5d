/** Object identifiers of BRSKI. */

import { OID } from '@sallyport/pki';

/** The MASA URL extension of an IDevID, id-pe-masa-url (RFC 8995 §2.3.2, §8.4). */
export const ID_PE_MASA_URL = OID.masaUrl;

/** The extended key usage that makes a certificate a registrar's, id-kp-cmcRA (RFC 6402 §2.10, RFC 8995 §5.5.4). */
export const ID_KP_CMC_RA = OID.cmcRa;

/** The CMS content type of a JSON voucher, id-ct-animaJSONVoucher (RFC 8366 §8.4). */
export const ID_CT_ANIMA_JSON_VOUCHER = OID.animaJsonVoucher;
