/** The metrics of each version of CVSS and their values: what a vector may be made of. */

export const CVSS_VERSIONS = ['4.0', '3.1', '3.0', '2.0'] as const;
export type CvssVersion = (typeof CVSS_VERSIONS)[number];

export interface CvssMetrics {
  /** Must be there, each once. */
  readonly base: ReadonlyMap<string, readonly string[]>;
  /** May be there: temporal, threat, environmental and supplemental ones. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/** CVSS 2.0 §3.2.1 */
const V2: CvssMetrics = {
  base: metrics('AV:L,A,N AC:H,M,L Au:M,S,N C:N,P,C I:N,P,C A:N,P,C'),
  others: metrics(
    'E:U,POC,F,H,ND RL:OF,TF,W,U,ND RC:UC,UR,C,ND CDP:N,L,LM,MH,H,ND TD:N,L,M,H,ND CR:L,M,H,ND IR:L,M,H,ND AR:L,M,H,ND',
  ),
};

/** CVSS 3.1 §6, the same as in 3.0 */
const V3: CvssMetrics = {
  base: metrics('AV:N,A,L,P AC:L,H PR:N,L,H UI:N,R S:U,C C:H,L,N I:H,L,N A:H,L,N'),
  others: metrics(
    'E:X,H,F,P,U RL:X,U,W,T,O RC:X,C,R,U CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L ' +
      'MAV:X,N,A,L,P MAC:X,L,H MPR:X,N,L,H MUI:X,N,R MS:X,U,C MC:X,N,L,H MI:X,N,L,H MA:X,N,L,H',
  ),
};

/** CVSS 4.0 §7 */
const V4: CvssMetrics = {
  base: metrics('AV:N,A,L,P AC:L,H AT:N,P PR:N,L,H UI:N,P,A VC:H,L,N VI:H,L,N VA:H,L,N SC:H,L,N SI:H,L,N SA:H,L,N'),
  others: metrics(
    'E:X,A,P,U CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L MAV:X,N,A,L,P MAC:X,L,H MAT:X,N,P MPR:X,N,L,H MUI:X,N,P,A ' +
      'MVC:X,H,L,N MVI:X,H,L,N MVA:X,H,L,N MSC:X,H,L,N MSI:X,S,H,L,N MSA:X,S,H,L,N ' +
      'S:X,N,P AU:X,N,Y R:X,A,U,I V:X,D,C RE:X,L,M,H U:X,Clear,Green,Amber,Red',
  ),
};

export const CVSS_METRICS: Readonly<Record<CvssVersion, CvssMetrics>> = { '4.0': V4, '3.1': V3, '3.0': V3, '2.0': V2 };

function metrics(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text.split(' ').map((metric) => {
      const [name = '', values = ''] = metric.split(':');
      return [name, values.split(',')];
    }),
  );
}
