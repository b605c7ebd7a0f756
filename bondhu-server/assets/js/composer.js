// The text box: Enter sends, the draft survives a reload, the limit is told before it is hit.

const MOST = 5000;
const form = document.getElementById('composer');
const box = document.getElementById('message');
const error = document.getElementById('composer-error');
const count = document.getElementById('count');
let slot;

export function openComposer(userId, send) {
  slot = `bondhu.draft.${userId}`;
  if (!box.value) box.value = read();
  changed();
  box.addEventListener('input', changed);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return complain('');
    if (length(text) > MOST) return complain(`A message has at most ${MOST.toLocaleString()} characters.`);
    box.value = '';
    changed();
    complain('');
    send(text);
    box.focus();
  });
  if (matchMedia('(pointer: fine)').matches) box.focus({ preventScroll: true });
}

// Gives a refused text back with the reason.
export function giveBack(text, reason) {
  box.value = box.value ? `${text}\n${box.value}` : text;
  changed();
  complain(reason);
}

export function forgetDraft() {
  box.value = '';
  changed();
}

function complain(text) {
  error.textContent = text;
  error.hidden = !text;
  box.toggleAttribute('aria-invalid', Boolean(text));
}

function changed() {
  try {
    localStorage.setItem(slot, box.value);
  } catch {
    // Without storage there is no draft after a reload; typing goes on.
  }
  const left = MOST - length(box.value);
  count.textContent = left > 500 ? '' : left >= 0 ? `${left} left` : `${-left} too many`;
  count.classList.toggle('over', left < 0);
  if (!CSS.supports('field-sizing', 'content')) {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  }
}

function read() {
  try {
    return localStorage.getItem(slot) || '';
  } catch {
    return '';
  }
}

// Characters as the server counts them; a face is one, not two.
const length = (text) => (text.length <= MOST ? text.length : [...text].length);
