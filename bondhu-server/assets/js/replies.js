// All replies that are not finished, and what has to wait until they are.
import { find, stored } from './log.js';
import { Reply } from './reply.js';
import { resume } from './stream.js';

const open = new Set();
const begun = new Set();
const waiting = [];
let told = { begun() {}, finished() {} };

// Who wants to know when a reply begins to arrive and when it is complete.
export const tellReplies = (on) => {
  told = on;
};

export const streaming = () => [...open].some((reply) => reply.mode === 'streaming');

// Whether this tab has shown, or is showing, the reply to a message.
export const isFollowed = (userMessageId) => begun.has(userMessageId);

export function beginReply(userMessageId) {
  begun.add(userMessageId);
  told.begun();
  const reply = new Reply((self, signal) => resume(userMessageId, hooks(self), signal));
  reply.onSettled = settled;
  open.add(reply);
  return reply;
}

export const hooks = (reply) => ({
  accepted: () => reply.reset(),
  delta: (text) => reply.add(text),
  broken: () => reply.broken(),
  restarted: () => reply.reset(),
});

// A message without its reply after a reload: the turn went on at the server, so listen to it.
export function followUnanswered() {
  const last = stored().at(-1);
  if (last?.dataset.sender === 'user' && !isFollowed(last.dataset.id)) beginReply(last.dataset.id).listen();
}

// While a reply arrives it comes by two roads, its stream and the events; these wait for the first.
export function later(work) {
  if (streaming()) waiting.push(work);
  else work();
}

// Lets a stopped or failed reply take the stored one. False when there is none that could.
export function completeWith(message) {
  const reply = [...open].find((one) => one.mode === 'stopped' || one.mode === 'failed');
  if (!reply || find(message.id)) return false;
  reply.finish({ message_id: message.id, response: message.message_text, timestamp: message.created_at });
  settled(reply);
  return true;
}

function settled(reply) {
  if (reply.mode === '') {
    open.delete(reply);
    told.finished();
  }
  if (!streaming()) waiting.splice(0).forEach((work) => work());
}
