/** Any other network by signed webhooks, without sockets. */

export { pauseAfter, verdictOn } from './deliveries/backoff.ts';
export { Deliveries, type DeliveriesOptions } from './deliveries/deliveries.ts';
export type { Delivery, DeliveryQueue, OutgoingMessage, OutgoingRequest, Sender } from './deliveries/delivery.ts';
export {
  checkAddresses,
  checkDestination,
  type DestinationRules,
  isPublicAddress,
} from './deliveries/destination.ts';
export { httpsSender } from './deliveries/https-sender.ts';
export { WEBHOOK_ERRORS, type WebhookErrorCode } from './errors.ts';
export { type WebhookDevices, WebhookNetwork, type WebhookNetworkOptions, type WebhookPorts } from './network.ts';
export { type DeviceClaim, type NetworkMessage, readNetworkMessage } from './questions/message.ts';
export { type SignedMessage, signatureBase } from './signatures/base.ts';
export { checkContentDigest, contentDigest } from './signatures/digest.ts';
export {
  type Component,
  readSignatureInput,
  readSignatures,
  type SignatureInput,
  writeComponent,
} from './signatures/fields.ts';
export { type SignatureKey, signBase, verifiesBase } from './signatures/keys.ts';
export { ANSWER_COMPONENTS, MessageSigner, REQUEST_COMPONENTS, TAG } from './signatures/sign.ts';
export { MessageVerifier, type Verified, type VerifierOptions } from './signatures/verify.ts';
