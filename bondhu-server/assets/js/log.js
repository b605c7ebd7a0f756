// The list of messages: one item per id, in order of time, with a separator above each day.
import { dayLabel, dayOf, momentOf, timeOf } from './clock.js';

const list = document.getElementById('log');
const scroller = document.getElementById('scroller');
const greeting = document.getElementById('greeting');

export const find = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"]`);
export const findPending = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);
export const pending = () => [...list.querySelectorAll('[data-key]')];
export const stored = () => [...list.querySelectorAll('[data-id]:not([data-id=""])')];
export const copy = (name) => document.getElementById(`template-${name}`).content.firstElementChild.cloneNode(true);

// Times that the server told without knowing the browser's language.
export function localise() {
  for (const item of stored()) stamp(item, item.dataset.at);
  for (const item of stored()) separate(item);
}

// A new item that is not stored yet, at the end.
export function append(sender, text) {
  const item = copy(sender);
  item.querySelector('.text').textContent = text;
  stamp(item, new Date().toISOString());
  place(item, null);
  return item;
}

// Shows a stored message, new or changed. Gives its item.
export function upsert(message) {
  const known = find(message.id);
  const item = known || copy(message.sender_type);
  item.querySelector('.text').textContent = message.message_text;
  settle(item, message.id, message.created_at);
  setReactions(item, message.reactions || []);
  if (!known) place(item, follower(message));
  return item;
}

// Gives an item its stored identity; from now on it can be found and reacted to.
export function settle(item, id, at) {
  item.id = `m-${id}`;
  item.dataset.id = id;
  delete item.dataset.key;
  stamp(item, at || timeIn(id));
  item.classList.remove('is-waiting', 'is-streaming');
  const react = item.querySelector('.react');
  if (react) react.hidden = false;
  if (item.isConnected) putInOrder(item);
}

export function setReactions(item, reactions) {
  const row = item.querySelector('.reactions');
  row.replaceChildren(
    ...reactions.map((emoji) => {
      const chip = copy('reaction');
      const button = chip.firstElementChild;
      button.textContent = emoji;
      button.dataset.emoji = emoji;
      button.setAttribute('aria-label', `Remove ${emoji}`);
      return chip;
    }),
  );
  row.hidden = reactions.length === 0;
}

export const reactionsOf = (item) => [...item.querySelectorAll('.reaction')].map((button) => button.dataset.emoji);

export function remove(item) {
  const next = nextMessage(item);
  const above = item.previousElementSibling;
  item.remove();
  if (next) separate(next);
  else if (above?.matches('.day')) above.remove();
  greeting.hidden = list.querySelector('.message') !== null;
}

export function clear() {
  for (const item of [...list.children]) if (item.dataset.id || item.matches('.day')) item.remove();
}

// After the list was filled anew, what was said beside it belongs below it again.
export function notesToEnd() {
  list.append(...list.querySelectorAll('.disclosure'));
}

// A line in the flow that is no message.
export function note(text) {
  const item = document.createElement('li');
  item.className = 'disclosure';
  item.textContent = text;
  keeping(() => list.append(item));
}

// The list is anchored at its end, so growth there moves what is being read further up: undo that.
export function keeping(change) {
  const reading = scroller.scrollTop < -80;
  const before = scroller.scrollHeight;
  change();
  if (reading) scroller.scrollTop -= scroller.scrollHeight - before;
}

export const toEnd = () => scroller.scrollTo({ top: 0 });

function place(item, before) {
  const insert = () => {
    list.insertBefore(item, before);
    separate(item);
    const next = nextMessage(item);
    if (next) separate(next);
    greeting.hidden = true;
  };
  if (before) insert();
  else keeping(insert);
}

// What was appended while its time was not known may belong further up, or below what came meanwhile.
function putInOrder(item) {
  const { id, at: created_at } = item.dataset;
  const above = previousMessage(item);
  const below = nextMessage(item);
  if ((above && isLater(above, { id, created_at })) || (below?.dataset.id && !isLater(below, { id, created_at }))) {
    remove(item);
    place(item, follower({ id, created_at }));
  } else separate(item);
}

// The item that a stored message comes before: the first later one. Those not stored yet stay at the end.
function follower(message) {
  const first = list.querySelector('.message');
  let before = first && isLater(first, message) ? first : null;
  for (let item = list.lastElementChild; item && before !== first; item = item.previousElementSibling) {
    if (!item.matches('.message')) continue;
    if (!isLater(item, message)) break;
    before = item;
  }
  while (before?.previousElementSibling?.matches('.day')) before = before.previousElementSibling;
  return before;
}

function isLater({ dataset: { id, at } }, message) {
  return !id || at > message.created_at || (at === message.created_at && id > message.id);
}

// A UUIDv7 begins with the milliseconds of its making, by the server's clock.
const timeIn = (id) => new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString();

function stamp(item, at) {
  item.dataset.at = at;
  item.dataset.day = dayOf(at);
  const clock = item.querySelector('.clock');
  clock.dateTime = at;
  clock.textContent = timeOf(at);
  clock.title = momentOf(at);
}

// One separator directly above the first message of a day, none elsewhere.
function separate(item) {
  let above = item.previousElementSibling;
  while (above?.matches('.day') && above.previousElementSibling?.matches('.day')) above.previousElementSibling.remove();
  const previous = previousMessage(item);
  const needed = previous?.dataset.day !== item.dataset.day;
  above = item.previousElementSibling;
  if (!needed) {
    if (above?.matches('.day')) above.remove();
    return;
  }
  const day = above?.matches('.day') ? above : list.insertBefore(copy('day'), item);
  day.dataset.day = item.dataset.day;
  day.firstElementChild.dateTime = item.dataset.day;
  day.firstElementChild.textContent = dayLabel(item.dataset.at);
}

function previousMessage(item) {
  let one = item.previousElementSibling;
  while (one && !one.matches('.message')) one = one.previousElementSibling;
  return one;
}

function nextMessage(item) {
  let one = item.nextElementSibling;
  while (one && !one.matches('.message')) one = one.nextElementSibling;
  return one;
}
