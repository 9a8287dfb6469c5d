/** Does operations of a service by name: in one elsewhere, in the one that runs here, else in one that this command opens. */

import type { AnswerOf, InputOf } from '@sallyport/api';
import type { DomainOperations } from '@sallyport/app-domain';
import type { ManufacturerOperations } from '@sallyport/app-manufacturer';

/** Does one operation and gives its answer. @throws what the service refuses with */
export type Ask<Table> = <Name extends keyof Table & string>(
  name: Name,
  input: InputOf<Table, Name>,
) => Promise<AnswerOf<Table, Name>>;

export type DomainAsk = Ask<DomainOperations>;
export type ManufacturerAsk = Ask<ManufacturerOperations>;

/** What an operation on the domain takes. */
export type DomainInput<Name extends keyof DomainOperations & string> = InputOf<DomainOperations, Name>;
/** What it answers. */
export type DomainAnswer<Name extends keyof DomainOperations & string> = AnswerOf<DomainOperations, Name>;
