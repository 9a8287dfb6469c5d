/** What is said where a device is turned away at the door, and of certificates and files that cannot be read. */

import type { Texts } from '../texts.ts';

export const DOOR_REFUSALS = {
  'refusal.E_BRSKI_': {
    en: 'The device was turned away.',
    de: 'Das Gerät wurde abgewiesen.',
  },
  'refusal.E_BRSKI_REGISTRAR_DENIED': {
    en: 'The policy does not let this device in.',
    de: 'Die Richtlinie lässt dieses Gerät nicht herein.',
  },
  'refusal.E_BRSKI_REGISTRAR_DENIED_FOR_NOW': {
    en: 'The policy does not let this device in yet. It asks again by itself.',
    de: 'Die Richtlinie lässt dieses Gerät noch nicht herein. Es fragt von selbst wieder.',
  },
  'refusal.E_BRSKI_REGISTRAR_DEFERRED': {
    en: 'It is not decided yet. The device asks again by itself.',
    de: 'Darüber ist noch nicht entschieden. Das Gerät fragt von selbst wieder.',
  },
  'refusal.E_BRSKI_REGISTRAR_IDEVID_': {
    en: 'The device’s certificate of birth cannot be used.',
    de: 'Das Geburtszertifikat des Geräts ist nicht brauchbar.',
  },
  'refusal.E_BRSKI_REGISTRAR_IDEVID_UNTRUSTED': {
    en: 'The device’s certificate of birth comes from no maker that is known here. Introduce the maker.',
    de: 'Das Geburtszertifikat des Geräts stammt von keinem hier bekannten Hersteller. Machen Sie den Hersteller bekannt.',
  },
  'refusal.E_BRSKI_REGISTRAR_MANUFACTURER_': {
    en: 'The maker of the device is not known here, or not accepted.',
    de: 'Der Hersteller des Geräts ist hier nicht bekannt oder nicht zugelassen.',
  },
  'refusal.E_BRSKI_REGISTRAR_AUDIT_': {
    en: 'The device’s history at its maker holds something unexpected, or could not be had.',
    de: 'Die Geschichte des Geräts bei seinem Hersteller enthält Unerwartetes oder war nicht zu bekommen.',
  },
  'refusal.E_BRSKI_REGISTRAR_MASA_': {
    en: 'The maker’s service did not say that the device may come here.',
    de: 'Der Dienst des Herstellers hat nicht bestätigt, dass das Gerät hierher darf.',
  },
  'refusal.E_BRSKI_REGISTRAR_MASA_UNREACHABLE': {
    en: 'The maker’s service cannot be reached.',
    de: 'Der Dienst des Herstellers ist nicht zu erreichen.',
  },
  'refusal.E_BRSKI_REGISTRAR_PLEDGE_REFUSED': {
    en: 'The device itself refused what it was given.',
    de: 'Das Gerät selbst hat abgelehnt, was es bekam.',
  },
  'refusal.E_BRSKI_REGISTRAR_BUSY': {
    en: 'Too many devices are at the door. It asks again by itself.',
    de: 'Es sind zu viele Geräte an der Tür. Es fragt von selbst wieder.',
  },
  'refusal.E_EST_': {
    en: 'The device did not get its certificate.',
    de: 'Das Gerät hat sein Zertifikat nicht bekommen.',
  },
  'refusal.E_HAND_OVER_': {
    en: 'The delivery cannot be believed or read. Check its fingerprint with the maker.',
    de: 'Die Lieferung ist nicht glaubwürdig oder nicht zu lesen. Prüfen Sie ihren Fingerabdruck mit dem Hersteller.',
  },
  'refusal.E_CA_': {
    en: 'The domain’s certification authority could not do this.',
    de: 'Die Zertifizierungsstelle der Domäne konnte das nicht tun.',
  },
  'refusal.E_CA_UNKNOWN_CERTIFICATE': {
    en: 'This domain issued no such certificate.',
    de: 'Ein solches Zertifikat hat diese Domäne nicht ausgestellt.',
  },
  'refusal.E_CA_PROFILE': {
    en: 'There is no such kind of certificate here.',
    de: 'Diese Art von Zertifikat gibt es hier nicht.',
  },
  'refusal.E_PKI_': {
    en: 'A certificate in this cannot be used.',
    de: 'Ein Zertifikat darin ist nicht brauchbar.',
  },
  'refusal.E_CMS_': {
    en: 'A signed file cannot be used.',
    de: 'Eine unterschriebene Datei ist nicht brauchbar.',
  },
  'refusal.E_OCSP_': {
    en: 'Whether a certificate still counts could not be found out.',
    de: 'Ob ein Zertifikat noch gilt, war nicht herauszufinden.',
  },
  'refusal.E_KEYSTORE_': {
    en: 'The domain’s vault cannot be opened.',
    de: 'Der Tresor der Domäne lässt sich nicht öffnen.',
  },
  'refusal.E_DER_': {
    en: 'The file is no certificate, or is damaged.',
    de: 'Die Datei ist kein Zertifikat oder ist beschädigt.',
  },
  'refusal.E_PEM_': {
    en: 'The text is no certificate in PEM, or is damaged.',
    de: 'Der Text ist kein Zertifikat in PEM oder ist beschädigt.',
  },
  'refusal.E_CRYPTO_': {
    en: 'A key in this cannot be used.',
    de: 'Ein Schlüssel darin ist nicht brauchbar.',
  },
  'refusal.E_JSON_': {
    en: 'This is no JSON that can be read.',
    de: 'Das ist kein lesbares JSON.',
  },
  'refusal.E_BYTES_': {
    en: 'This cannot be read: it is no text, or is damaged.',
    de: 'Das ist nicht zu lesen: Es ist kein Text oder beschädigt.',
  },
  'refusal.E_HTTP_': {
    en: 'Another service could not be reached, or answered in a way that cannot be used.',
    de: 'Ein anderer Dienst war nicht zu erreichen oder antwortete unbrauchbar.',
  },
  'refusal.E_HTTP_BODY_TOO_LARGE': {
    en: 'That is too much at once. Send less.',
    de: 'Das ist zu viel auf einmal. Senden Sie weniger.',
  },
  'refusal.E_HTTP_BUSY': {
    en: 'The domain has too much to do at the moment. Try again soon.',
    de: 'Die Domäne hat gerade zu viel zu tun. Versuchen Sie es gleich noch einmal.',
  },
  'refusal.E_CONFIGURATION_': {
    en: 'The domain is not set up for this.',
    de: 'Die Domäne ist dafür nicht eingerichtet.',
  },
  'refusal.E_DISCOVERY_': {
    en: 'The domain cannot announce itself on this link.',
    de: 'Die Domäne kann sich an diesem Anschluss nicht bekannt machen.',
  },
  'refusal.E_CLOCK_': {
    en: 'The domain’s clock is wrong.',
    de: 'Die Uhr der Domäne geht falsch.',
  },
} as const satisfies Texts;
