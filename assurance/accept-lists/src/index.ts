/** Decisions from accept lists. */

export {
  type AcceptList,
  type AcceptLists,
  ANY_CODE,
  acceptListAuthorizer,
  judge,
  NOBODY_ACCEPTED,
} from './accept-lists.ts';
