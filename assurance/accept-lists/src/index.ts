/** Decisions from accept lists. */

export {
  type AcceptList,
  type AcceptLists,
  acceptListAuthorizer,
  judge,
  NOBODY_ACCEPTED,
} from './accept-lists.ts';
