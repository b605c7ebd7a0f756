// From the outbox to the server: one after the other, each until it is accepted.
import { giveBack } from './composer.js';
import { showHelp } from './help.js';
import { append, find, findPending, pending, remove, settle } from './log.js';
import { alone, drop, waiting } from './outbox.js';
import { beginReply, hooks } from './replies.js';
import { pause, retryNow } from './retry.js';
import { report } from './status.js';
import { converse } from './stream.js';

let flushing = false;

export async function flush() {
  showWaiting();
  if (flushing) return;
  flushing = true;
  try {
    await alone(sendAll);
  } finally {
    flushing = false;
    showWaiting();
  }
}

async function sendAll() {
  let attempt = 0;
  for (let entry; (entry = waiting()[0]); ) {
    showWaiting();
    const problem = await deliver(entry);
    // Help comes even when nothing else does.
    showHelp(problem?.safety);
    if (!problem) {
      attempt = 0;
    } else if (problem.status === 401) {
      return;
    } else if (problem.passing) {
      showFailure(entry.key, problem);
      await pause((attempt += 1), problem.retryAfter);
    } else {
      drop(entry.key);
      showWaiting();
      giveBack(entry.text, problem.message);
    }
  }
}

// Resolves with null once the message is stored, else with why not. The reply goes on by itself.
function deliver(entry) {
  return new Promise((resolve) => {
    const abort = new AbortController();
    let reply = null;
    const accept = (userMessageId) => {
      accepted(entry, userMessageId);
      reply = beginReply(userMessageId);
      Object.assign(on, hooks(reply));
      reply.follow(turn, abort);
      resolve(null);
    };
    const on = { accepted: (value) => accept(value.user_message_id), delta() {}, broken() {}, restarted() {} };
    const turn = converse(entry, on, abort.signal);
    turn.then(
      (done) => reply || accept(done.user_message_id),
      (problem) => reply || resolve(problem),
    );
  });
}

function accepted(entry, userMessageId) {
  const item = findPending(entry.key);
  drop(entry.key);
  report('sending', '');
  if (!item) return;
  if (find(userMessageId)) return remove(item);
  settle(item, userMessageId);
  showState(item, '', false);
}

function showWaiting() {
  const entries = waiting();
  const keys = new Set(entries.map((entry) => entry.key));
  for (const item of pending()) if (!keys.has(item.dataset.key)) remove(item);
  for (const entry of entries) {
    if (findPending(entry.key)) continue;
    const item = append('user', entry.text);
    item.dataset.key = entry.key;
    item.classList.add('is-waiting');
    item.querySelector('.retry').addEventListener('click', retryNow);
  }
  if (!entries.length) report('sending', '');
}

function showFailure(key, problem) {
  const limited = problem.status === 429;
  for (const item of pending()) {
    showState(item, limited ? problem.message : 'Not sent yet. It is kept here.', !limited && item.dataset.key === key);
  }
  report('sending', limited ? '' : 'No connection. Trying again…');
}

function showState(item, text, canRetry) {
  item.querySelector('.state').textContent = text;
  const button = item.querySelector('.retry');
  if (button) button.hidden = !canRetry;
}
