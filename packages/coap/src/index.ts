/** CoAP (RFC 7252) with observation of resources (RFC 7641) and block-wise transfer (RFC 7959), without sockets or timers of its own. */

export type { GroupListener } from './client/group-requests.ts';
export { CoapEndpoint, type EndpointLoad, type EndpointOptions, type RequestOptions } from './endpoint.ts';
export { COAP_ERRORS, type CoapErrorCode, type CoapErrorDefinition, responseCodeOf } from './errors.ts';
export { type CoapRequest, type CoapResponse, type OutgoingRequest, respond } from './exchange.ts';
export { DEFAULT_LIMITS, type EndpointLimits } from './limits.ts';
export {
  CODES,
  classOf,
  codeText,
  isRequestCode,
  isResponseCode,
  isSuccess,
  METHODS,
  type Method,
  methodOf,
} from './message/codes.ts';
export { CONTENT_FORMATS, type ContentFormatName, contentFormatName } from './message/content-formats.ts';
export { decodeMessage } from './message/decode.ts';
export { encodeMessage } from './message/encode.ts';
export {
  type CoapMessage,
  type CoapOption,
  DEFAULT_MESSAGE_LIMITS,
  type MessageLimits,
  type MessageType,
} from './message/message.ts';
export {
  accept,
  contentFormat,
  emptyOption,
  findOption,
  findTexts,
  findUint,
  maxAge,
  textOption,
  uintOption,
} from './message/option-values.ts';
export {
  isCritical,
  isNoCacheKey,
  isUnsafe,
  OPTION_DEFINITIONS,
  OPTIONS,
  type OptionDefinition,
  optionName,
} from './message/options.ts';
export { pathOf, pathOptions, queryOf, queryOptions } from './message/path.ts';
export { type CoapUri, parseCoapUri } from './message/uri.ts';
export type { Observation, ObservationListener } from './observe/observation.ts';
export type { Observer } from './observe/observer.ts';
export { ObserverSet } from './observe/observer-set.ts';
export type { ObserveRequest } from './observe/observers.ts';
export { DEFAULT_PARAMETERS, type DerivedTimes, deriveTimes, type TransmissionParameters } from './parameters.ts';
export type { CoapPorts } from './ports.ts';
export { decodeLinks, encodeLinks, filterLinks, type Link, type LinkLimits } from './resources/link-format.ts';
export { type Resource, Router } from './resources/router.ts';
export type { Handler } from './server/server.ts';
