// Emoji on replies: shown at once, taken back when the server refuses.
import { call } from './api.js';
import { announce } from './announce.js';
import { reactionsOf, setReactions } from './log.js';
import { report } from './status.js';

const picker = document.getElementById('picker');
let target = null;

export function startReactions() {
  document.getElementById('log').addEventListener('click', (event) => {
    const opener = event.target.closest('.react');
    const chip = event.target.closest('.reaction');
    if (opener) openPicker(opener);
    else if (chip) toggle(chip.closest('.message'), chip.dataset.emoji);
  });
  picker.addEventListener('click', (event) => {
    const button = event.target.closest('[data-emoji]');
    if (!button) return;
    picker.hidePopover();
    toggle(target.closest('.message'), button.dataset.emoji);
    target.focus();
  });
  picker.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const buttons = [...picker.children];
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  });
}

function openPicker(opener) {
  target = opener;
  picker.showPopover();
  const anchor = opener.getBoundingClientRect();
  const left = Math.min(anchor.left - 8, innerWidth - picker.offsetWidth - 8);
  const above = anchor.top - picker.offsetHeight - 4;
  picker.style.left = `${Math.max(8, left)}px`;
  picker.style.top = `${above > 8 ? above : anchor.bottom + 4}px`;
  picker.firstElementChild.focus();
}

async function toggle(item, emoji) {
  const before = reactionsOf(item);
  const added = !before.includes(emoji);
  setReactions(item, added ? [...before, emoji] : before.filter((one) => one !== emoji));
  try {
    const path = `/api/v1/chat/messages/${item.dataset.id}/reactions/${encodeURIComponent(emoji)}`;
    await call(added ? 'PUT' : 'DELETE', path);
    report('reaction', '');
    announce(added ? `${emoji} added` : `${emoji} removed`);
  } catch {
    setReactions(item, before);
    report('reaction', 'The reaction was not saved.');
  }
}
