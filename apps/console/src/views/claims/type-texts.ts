/** What types of claims are called, and what a claim of each says. */

import type { Texts } from '../../i18n/texts.ts';

export const CLAIM_TYPE_TEXTS = {
  'claims.type.Trust': { en: 'Trust', de: 'Vertrauen' },
  'claims.type.Distrust': { en: 'Distrust', de: 'Misstrauen' },
  'claims.type.Purchase': { en: 'Purchase', de: 'Kauf' },
  'claims.type.OwnerDeclaration': { en: 'Owner’s word on a type', de: 'Typ nach dem Eigentümer' },
  'claims.type.IdentityBinding': { en: 'Binding to a mailbox', de: 'Bindung an ein Postfach' },
  'claims.type.TrustCommand': { en: 'Command to trust', de: 'Befehl zu vertrauen' },
  'claims.type.RevokeCommand': { en: 'Command to put out', de: 'Befehl zum Hinaussetzen' },
  'claims.type.DeviceManufacturer': { en: 'Maker of a device', de: 'Hersteller eines Geräts' },
  'claims.type.DeviceType': { en: 'Type of a device', de: 'Typ eines Geräts' },
  'claims.type.Sbom': { en: 'Bill of materials (SBOM)', de: 'Stückliste (SBOM)' },
  'claims.type.Mud': { en: 'MUD file', de: 'MUD-Datei' },
  'claims.type.Vulnerability': { en: 'Vulnerability', de: 'Schwachstelle' },
  'claims.type.VulnerabilityScore': { en: 'Score of a type', de: 'Bewertung eines Typs' },
  'claims.type.DeviceTypeVulnerable': { en: 'Vulnerable type', de: 'Verwundbarer Typ' },
  'claims.type.AttestationResult': { en: 'Appraisal of a device', de: 'Begutachtung eines Geräts' },
  'claims.type.Schema': { en: 'Schema of facts', de: 'Schema für Tatsachen' },
  'claims.type.Fact': { en: 'Fact', de: 'Tatsache' },
  'claims.type.Rule': { en: 'Rule', de: 'Regel' },
  'claims.type.Retraction': { en: 'Retraction', de: 'Rücknahme' },
  'claims.type.Query': { en: 'Question', de: 'Frage' },
  'claims.type.Answer': { en: 'Answer', de: 'Antwort' },
  'claims.type.Reattestation': { en: 'Passed on', de: 'Weitergabe' },

  'claims.says.Trust': {
    en: 'Somebody trusts a maker, device, registrar, router or person.',
    de: 'Jemand vertraut einem Hersteller, einem Gerät, einem Registrar, einem Router oder einer Person.',
  },
  'claims.says.Distrust': {
    en: 'Somebody distrusts a maker, device, registrar, router or person.',
    de: 'Jemand misstraut einem Hersteller, einem Gerät, einem Registrar, einem Router oder einer Person.',
  },
  'claims.says.Purchase': {
    en: 'A maker, or who sells for it, records that a device was bought, with its type if known.',
    de: 'Ein Hersteller, oder wer für ihn verkauft, hält fest, dass ein Gerät gekauft wurde, mit seinem Typ, wenn er bekannt ist.',
  },
  'claims.says.OwnerDeclaration': {
    en: 'The owner of a device says of which type it is.',
    de: 'Der Eigentümer eines Geräts sagt, von welchem Typ es ist.',
  },
  'claims.says.IdentityBinding': {
    en: 'An authentication server says that a key belongs to whoever reads this mailbox.',
    de: 'Ein Authentifizierungsserver sagt, dass ein Schlüssel dem gehört, der dieses Postfach liest.',
  },
  'claims.says.TrustCommand': {
    en: 'A registrar tells its routers to let a device on.',
    de: 'Ein Registrar weist seine Router an, ein Gerät einzulassen.',
  },
  'claims.says.RevokeCommand': {
    en: 'A registrar tells its routers to put a device out, or onto a constrained network.',
    de: 'Ein Registrar weist seine Router an, ein Gerät hinauszusetzen oder in ein beschränktes Netz zu bringen.',
  },
  'claims.says.DeviceManufacturer': {
    en: 'A device was made by a maker.',
    de: 'Ein Gerät stammt von einem Hersteller.',
  },
  'claims.says.DeviceType': { en: 'A device is of a type.', de: 'Ein Gerät ist von einem Typ.' },
  'claims.says.Sbom': {
    en: 'The bill of materials of a type, or of one device of it.',
    de: 'Die Stückliste eines Typs oder eines einzelnen Geräts davon.',
  },
  'claims.says.Mud': {
    en: 'The Manufacturer Usage Description of a type.',
    de: 'Die Manufacturer Usage Description eines Typs: wohin seine Geräte dürfen.',
  },
  'claims.says.Vulnerability': {
    en: 'A type has a known vulnerability, in a component where one is named.',
    de: 'Ein Typ hat eine bekannte Schwachstelle, in einem Bestandteil, wo einer genannt ist.',
  },
  'claims.says.VulnerabilityScore': {
    en: 'How vulnerable a type is altogether, worked out from its bill of materials.',
    de: 'Wie verwundbar ein Typ insgesamt ist, aus seiner Stückliste ermittelt.',
  },
  'claims.says.DeviceTypeVulnerable': {
    en: 'Somebody sets a type vulnerable or not vulnerable.',
    de: 'Jemand kennzeichnet einen Typ als verwundbar oder als nicht verwundbar.',
  },
  'claims.says.AttestationResult': {
    en: 'A verifier appraised evidence of a device, and says in which tier of trustworthiness it is.',
    de: 'Ein Prüfer hat Nachweise eines Geräts begutachtet und sagt, auf welcher Stufe der Vertrauenswürdigkeit es steht.',
  },
  'claims.says.Schema': {
    en: 'How a fact of a new kind is structured, and what its fields may hold.',
    de: 'Wie eine Tatsache neuer Art aufgebaut ist und was in ihren Feldern stehen darf.',
  },
  'claims.says.Fact': {
    en: 'A fact of a kind for which a schema was claimed.',
    de: 'Eine Tatsache einer Art, für die ein Schema ausgesagt wurde.',
  },
  'claims.says.Rule': {
    en: 'Logic for inference, to be read in a sandbox and nowhere else.',
    de: 'Logik für das Schließen, nur in einer abgeschirmten Umgebung zu lesen.',
  },
  'claims.says.Retraction': {
    en: 'The issuer of an earlier claim takes it back.',
    de: 'Der Aussteller einer früheren Aussage nimmt sie zurück.',
  },
  'claims.says.Query': {
    en: 'Somebody asks a node a question.',
    de: 'Jemand stellt einem Knoten eine Frage.',
  },
  'claims.says.Answer': {
    en: 'A node answers a question, or says why not.',
    de: 'Ein Knoten beantwortet eine Frage oder sagt, warum nicht.',
  },
  'claims.says.Reattestation': {
    en: 'A node passes a claim on that it verified, whole, and says when and from whom it came.',
    de: 'Ein Knoten gibt eine geprüfte Aussage unverändert weiter und sagt, wann und von wem sie kam.',
  },
} as const satisfies Texts;
