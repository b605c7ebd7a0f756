// The sign that Bondhu is answering another of the person's tabs.
import { append, remove } from './log.js';
import { isFollowed, streaming } from './replies.js';

const LONGEST = 60_000;
let sign = null;

export function showTyping(event) {
  hideTyping();
  if (event.active === false || streaming() || isFollowed(event.user_message_id)) return;
  const item = append('ai', '');
  item.classList.add('is-streaming');
  sign = { item, timer: setTimeout(hideTyping, LONGEST) };
}

export function hideTyping() {
  if (!sign) return;
  clearTimeout(sign.timer);
  remove(sign.item);
  sign = null;
}
