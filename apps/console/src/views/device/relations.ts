/** What the arguments of a relation are called in the texts that speak of it. */

export interface Wording {
  /** The text `proof.says.…`, without what tells its variants apart. */
  readonly text: string;
  /** Names of the arguments, in their order. */
  readonly names: readonly string[];
  /** Which argument tells the variants of the text apart. */
  readonly variant?: string;
}

/** Who says or does something; left open it is anybody. */
export const PEOPLE: ReadonlySet<string> = new Set(['who', 'by', 'buyer']);
/** Seconds since 1970. */
export const MOMENTS: ReadonlySet<string> = new Set(['at']);

const TYPED = { text: 'device_type', names: ['device', 'type', 'by'] };
const MAY = { text: 'right', names: ['who', 'right'], variant: 'right' };
const RECORDS = { text: 'may_record_purchase', names: ['who', 'maker'] };
const WINDOW = ['number'];

/** Relations of facts, and those of shipped rules whose texts have values. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  trusts: { text: 'trusts', names: ['who', 'whom', 'role'], variant: 'role' },
  distrusts: { text: 'distrusts', names: ['who', 'whom', 'role'], variant: 'role' },
  purchase: { text: 'purchase', names: ['device', 'buyer', 'type', 'by'] },
  declared_type: TYPED,
  device_type: TYPED,
  device_manufacturer: { text: 'device_manufacturer', names: ['device', 'maker', 'by'] },
  sbom: { text: 'sbom', names: ['type', 'digest', 'by'] },
  mud: { text: 'mud', names: ['type', 'url', 'by'] },
  vulnerability: { text: 'vulnerability', names: ['type', 'vulnerability', 'score', 'component', 'by'] },
  vulnerability_score: { text: 'vulnerability_score', names: ['type', 'score', 'at', 'by'] },
  device_type_vulnerable: {
    text: 'device_type_vulnerable',
    names: ['type', 'vulnerable', 'by'],
    variant: 'vulnerable',
  },
  attestation: {
    text: 'attestation',
    names: ['device', 'status', 'profile', 'at', 'by'],
    variant: 'status',
  },
  person: { text: 'person', names: ['who'] },
  right: MAY,
  manufacturer_speaks: { text: 'manufacturer_speaks', names: ['who'] },
  device: { text: 'device', names: ['device', 'serial', 'model'] },
  made_by: { text: 'made_by', names: ['device', 'maker'] },
  proved: { text: 'proved', names: ['device', 'how'], variant: 'how' },
  listed: { text: 'listed', names: ['list', 'match'], variant: 'list' },
  device_key: { text: 'device_key', names: ['device', 'key'] },
  contact: { text: 'contact', names: ['device', 'destination', 'at'] },
  denylisted: { text: 'denylisted', names: ['destination', 'list'] },
  mud_violation: { text: 'mud_violation', names: ['device', 'destination', 'at'] },
  given: { text: 'given', names: ['name', 'value'] },
  entitled: MAY,
  objection: { text: 'objection', names: ['point', 'device', 'objection'], variant: 'objection' },
  denylisted_contact: { text: 'objection.denylisted_contact', names: [] },
  may_declare_type: { text: 'may_declare_type', names: ['who', 'device'] },
  sbom_threshold: { text: 'sbom_threshold', names: ['number'] },
  worst_vulnerability: {
    text: 'worst_vulnerability',
    names: ['type', 'vulnerability', 'component', 'by'],
  },
  may_record_purchase: RECORDS,
  recorded_by: RECORDS,
  attestation_window: { text: 'attestation_window', names: WINDOW },
  contact_window: { text: 'contact_window', names: WINDOW },
  violation_window: { text: 'violation_window', names: WINDOW },
};

/** A relation of which nothing is known here may have a text without values. */
export function wordingOf(relation: string): Wording {
  return Object.hasOwn(WORDINGS, relation) ? (WORDINGS[relation] ?? plain(relation)) : plain(relation);
}

function plain(relation: string): Wording {
  return { text: relation, names: [] };
}
