// The conversation: puts the pieces together and follows the person's other tabs.
import { announce } from './announce.js';
import { setZone } from './clock.js';
import { forgetDraft, openComposer } from './composer.js';
import { flush } from './delivery.js';
import { startEvents } from './events.js';
import { openHelp, showHelpOfCountry } from './help.js';
import { loadNewest, watchOlder } from './history.js';
import { find, localise, note, setReactions, toEnd, upsert } from './log.js';
import { dropAll, openOutbox, put, waiting } from './outbox.js';
import { startReactions } from './reactions.js';
import { completeWith, followUnanswered, later, tellReplies } from './replies.js';
import { retryNow } from './retry.js';
import { checkSession, sessionChanged, startSession } from './session.js';
import { refreshStats } from './stats.js';
import { report } from './status.js';
import { hideTyping, showTyping } from './typing.js';

const SAME_NOTE = 5 * 60_000;
const app = document.querySelector('.app');
let disclosed = app.querySelector('.log .disclosure') ? Date.now() : 0;

export function start() {
  // A page of older messages is for browsers without script; with it they come by scrolling.
  if ('older' in app.dataset) return location.replace('/');
  setZone(app.dataset.zone);
  localise();
  openOutbox(app.dataset.user);
  openComposer(app.dataset.user, say);
  document.getElementById('log').addEventListener('click', ({ target }) => {
    if (target.closest('.go-on')) say('Please go on.');
  });
  tellReplies({
    begun: hideTyping,
    finished: () => {
      checkSession();
      refreshStats();
    },
  });
  openHelp();
  watchOlder();
  startReactions();
  startSession(disclose);
  startEvents({
    message: (message) => later(() => heard(message)),
    reaction: reacted,
    typing: showTyping,
    session: (session) => {
      sessionChanged(session);
      refreshStats();
    },
    profile: () => refreshStats(),
    gap: catchUp,
    // The answer tells whether the sign-in is gone; that leads to the form.
    refused: () => refreshStats(0),
  });
  document.querySelector('[data-sign-out]').addEventListener('submit', askBeforeLeaving);
  addEventListener('storage', (event) => event.key?.startsWith('bondhu.outbox') && flush());
  followUnanswered();
  flush();
}

function say(text) {
  put(text);
  flush();
  toEnd();
}

function heard(message) {
  const known = find(message.id);
  if (message.safety_tier >= 2 && !known) showHelpOfCountry().catch(() => {});
  if (message.sender_type === 'ai') hideTyping();
  if (message.sender_type === 'ai' && completeWith(message)) return;
  upsert(message);
  if (known) return;
  if (message.sender_type === 'ai') announce(message.message_text);
  refreshStats();
}

function reacted(change) {
  const item = find(change.message_id);
  if (item) setReactions(item, change.reactions);
}

async function catchUp() {
  retryNow();
  flush();
  refreshStats();
  try {
    await loadNewest();
    report('history', '');
    followUnanswered();
  } catch {
    report('history', 'The newest messages could not be read.');
  }
}

function disclose() {
  if (Date.now() - disclosed < SAME_NOTE) return;
  disclosed = Date.now();
  const text = document.getElementById('template-disclosure').content.textContent.trim();
  note(text);
  announce(text);
}

function askBeforeLeaving(event) {
  const count = waiting().length;
  if (count && !confirm(`${count} of your messages could not be sent yet. Sign out and drop them?`)) {
    event.preventDefault();
    return;
  }
  dropAll();
  forgetDraft();
}
