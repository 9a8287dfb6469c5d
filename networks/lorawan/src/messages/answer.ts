/** Answers of a Join Server (TS002 §23). */

import type { JsonObject } from '@sallyport/core';
import type { Envelope } from './request.ts';

/** Puts an answer round `body`. `description` is for the other server's log, and tells nothing of policy. */
export function answerTo(envelope: Envelope, resultCode: string, description: string, body: JsonObject): JsonObject {
  const { protocolVersion, messageType, senderId, receiverId, transactionId, senderToken, senderNsId } = envelope;
  return {
    ProtocolVersion: protocolVersion,
    SenderID: wire(receiverId),
    ReceiverID: wire(senderId),
    TransactionID: transactionId,
    MessageType: messageType.replace(/Req$/, 'Ans'),
    ...(senderToken === undefined ? {} : { ReceiverToken: senderToken }),
    ...(senderNsId === undefined ? {} : { ReceiverNSID: senderNsId }),
    Result: { ResultCode: resultCode, Description: description },
    ...body,
  };
}

/** NetIDs and EUIs are written in upper case, as most servers do. */
export function wire(identifier: string): string {
  return /^(?:[0-9a-f]{6}|[0-9a-f]{16})$/.test(identifier) ? identifier.toUpperCase() : identifier;
}
