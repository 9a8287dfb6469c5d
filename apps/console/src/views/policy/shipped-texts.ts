/** What the policies that are shipped are for, and what each of their rules does. */

import type { Texts } from '../../i18n/texts.ts';

export const SHIPPED_TEXTS = {
  'policy.about.build-5': {
    en: 'NIST SP 1800-36 Build 5: maker and device trusted, type known, SBOM score low, no denylisted contact.',
    de: 'NIST SP 1800-36 Build 5: dem Hersteller und dem Gerät wird vertraut, der Typ ist bekannt, die Schwachstellenbewertung niedrig, kein Kontakt zu gesperrten Adressen.',
  },
  'policy.about.build-5-mud': {
    en: 'Build 5, and nothing that the MUD file of the type does not allow.',
    de: 'Build 5, und nichts, was die MUD-Datei des Typs nicht erlaubt.',
  },
  'policy.about.build-5-attested': {
    en: 'Build 5, and a verifier affirmed the device within a day and none contraindicates it.',
    de: 'Build 5, und ein Prüfer hat das Gerät binnen eines Tages bestätigt, und keiner rät von ihm ab.',
  },
  'policy.about.cahn-manufacturer': {
    en: 'CAHN, Network Owner Trusts Manufacturer: every device of a trusted maker.',
    de: 'CAHN, Network Owner Trusts Manufacturer: jedes Gerät eines Herstellers, dem vertraut wird.',
  },
  'policy.about.cahn-device': {
    en: 'CAHN, Network Owner Trusts Device: maker and device trusted.',
    de: 'CAHN, Network Owner Trusts Device: dem Hersteller und dem Gerät wird vertraut.',
  },
  'policy.about.cahn-purchase': {
    en: 'CAHN, Device Has Been Purchased: by somebody who trusts the maker.',
    de: 'CAHN, Device Has Been Purchased: von jemandem, der dem Hersteller vertraut.',
  },
  'policy.about.cahn-vulnerabilities': {
    en: 'CAHN, Device No Major Vulnerabilities: a trusted maker, and a low SBOM score.',
    de: 'CAHN, Device No Major Vulnerabilities: ein Hersteller, dem vertraut wird, und eine niedrige Schwachstellenbewertung.',
  },
  'policy.about.cahn': {
    en: 'All four use cases of CAHN: maker trusted, device trusted or bought, no major vulnerabilities.',
    de: 'Alle vier Anwendungsfälle von CAHN: dem Hersteller wird vertraut, dem Gerät auch, oder es wurde gekauft, und es hat keine größeren Schwachstellen.',
  },
  'policy.about.complete': {
    en: 'Build 5 with MUD, and purchases as CAHN has them.',
    de: 'Build 5 mit MUD, dazu Käufe, wie CAHN sie kennt.',
  },
  'policy.about.list-manufacturers': {
    en: 'The owner’s list of manufacturers in the place of claims about makers and devices.',
    de: 'Die Liste der Hersteller an der Stelle von Aussagen über Hersteller und Geräte.',
  },
  'policy.about.list-models': {
    en: 'The owner’s lists of manufacturers and models.',
    de: 'Die Listen der Hersteller und der Modelle.',
  },
  'policy.about.list-devices': {
    en: 'The owner’s lists of manufacturers and devices.',
    de: 'Die Listen der Hersteller und der Geräte.',
  },

  'policy.does.any_device_of_trusted_maker': {
    en: 'Every device of a trusted maker is let in.',
    de: 'Jedes Gerät eines Herstellers, dem vertraut wird, wird eingelassen.',
  },
  'policy.does.attestation_required': {
    en: 'A device that no verifier affirmed lately is kept out, and so is one that a verifier contraindicates.',
    de: 'Ein Gerät, das kein Prüfer in letzter Zeit bestätigt hat, bleibt draußen; ebenso eines, von dem ein Prüfer abrät.',
  },
  'policy.does.attestation_window': {
    en: 'For how long the appraisal of a device counts, in seconds.',
    de: 'Wie lange die Begutachtung eines Geräts zählt, in Sekunden.',
  },
  'policy.does.contact_window': {
    en: 'How far to look back for contacts, in seconds.',
    de: 'Wie weit nach Kontakten zurückgeschaut wird, in Sekunden.',
  },
  'policy.does.denylisted_contact': {
    en: 'A device that was in contact with a denylisted destination a short while ago is kept out.',
    de: 'Ein Gerät, das vor kurzem Kontakt zu einer gesperrten Adresse hatte, bleibt draußen.',
  },
  'policy.does.device_distrust': {
    en: 'A device that a person with the right distrusts is kept out, whatever lets it in.',
    de: 'Ein Gerät, dem jemand mit dem Recht dazu misstraut, bleibt draußen, was immer es einlässt.',
  },
  'policy.does.device_trust': {
    en: 'A device is let in when a person with the right trusts it.',
    de: 'Ein Gerät wird eingelassen, wenn ihm jemand mit dem Recht dazu vertraut.',
  },
  'policy.does.device_type': {
    en: 'A device is of a type when somebody says so who may declare types, or its own maker.',
    de: 'Ein Gerät ist von einem Typ, wenn das jemand sagt, der Typen nennen darf, oder sein eigener Hersteller.',
  },
  'policy.does.listed_devices': {
    en: 'Devices on the owner’s list of devices, such as a purchasing list, are let in. Optional.',
    de: 'Geräte auf der Liste der Geräte, etwa einer Einkaufsliste, werden eingelassen. Freiwillig.',
  },
  'policy.does.listed_makers_devices': {
    en: 'Every device of a maker on the owner’s list of manufacturers is let in. Optional.',
    de: 'Jedes Gerät eines Herstellers auf der Liste der Hersteller wird eingelassen. Freiwillig.',
  },
  'policy.does.listed_manufacturers': {
    en: 'Makers on the owner’s list of manufacturers are accepted.',
    de: 'Hersteller auf der Liste der Hersteller sind angenommen.',
  },
  'policy.does.listed_models': {
    en: 'Devices of a model on the owner’s list of models are let in. Optional.',
    de: 'Geräte eines Modells auf der Liste der Modelle werden eingelassen. Freiwillig.',
  },
  'policy.does.manufacturer_trust': {
    en: 'A maker is accepted when a person with the right trusts it, and no such person distrusts it.',
    de: 'Ein Hersteller ist angenommen, wenn ihm jemand mit dem Recht dazu vertraut und niemand mit diesem Recht misstraut.',
  },
  'policy.does.mud_violation': {
    en: 'A device that did a short while ago what its Manufacturer Usage Description does not allow is kept out.',
    de: 'Ein Gerät, das vor kurzem tat, was seine Manufacturer Usage Description nicht erlaubt, bleibt draußen.',
  },
  'policy.does.people': {
    en: 'Who may do what: a person whom this node believes, and who has the right.',
    de: 'Wer was darf: jemand, dem dieser Knoten glaubt und der das Recht dazu hat.',
  },
  'policy.does.permit': {
    en: 'A device may go on when its maker is trusted, something lets it in, and nothing speaks against it.',
    de: 'Ein Gerät darf weiter, wenn seinem Hersteller vertraut wird, etwas es einlässt und nichts dagegen spricht.',
  },
  'policy.does.printed_code': {
    en: 'A device that has no certificate of birth and proved its printed code is let in when the owner gave that code.',
    de: 'Ein Gerät ohne Geburtszertifikat, das seinen aufgedruckten Code nachgewiesen hat, wird eingelassen, wenn der Eigentümer diesen Code eingegeben hat.',
  },
  'policy.does.purchase': {
    en: 'Who bought a device trusts it, where the buyer trusts its maker.',
    de: 'Wer ein Gerät gekauft hat, vertraut ihm, sofern er seinem Hersteller vertraut.',
  },
  'policy.does.purchase_type': {
    en: 'A device is of the type that stands on its invoice.',
    de: 'Ein Gerät ist von dem Typ, der auf seiner Rechnung steht.',
  },
  'policy.does.refused': {
    en: 'A device on the owner’s list of refused devices is kept out, whatever else says yes.',
    de: 'Ein Gerät auf der Liste der abgewiesenen bleibt draußen, was immer sonst Ja sagt.',
  },
  'policy.does.sbom_score': {
    en: 'A device whose type has no SBOM score, or one that reaches the threshold, is kept out.',
    de: 'Ein Gerät, dessen Typ keine Schwachstellenbewertung hat oder eine, die die Schwelle erreicht, bleibt draußen.',
  },
  'policy.does.sbom_threshold': {
    en: 'The SBOM score that is too high; as CVSS counts, from 0 to 10.',
    de: 'Die Schwachstellenbewertung, die zu hoch ist; wie CVSS zählt, von 0 bis 10.',
  },
  'policy.does.type_required': {
    en: 'A device whose type nobody declared is kept out.',
    de: 'Ein Gerät, dessen Typ niemand genannt hat, bleibt draußen.',
  },
  'policy.does.vulnerable_type': {
    en: 'A device of a type that somebody set vulnerable by hand is kept out.',
    de: 'Ein Gerät eines Typs, den jemand von Hand als verwundbar gekennzeichnet hat, bleibt draußen.',
  },
} as const satisfies Texts;
