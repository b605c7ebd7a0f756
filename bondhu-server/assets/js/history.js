// Pages of the history: older ones while scrolling up, the newest again after a gap.
import { call } from './api.js';
import { clear, find, notesToEnd, stored, upsert } from './log.js';

const PATH = '/api/v1/chat/history/me?limit=50';
const scroller = document.getElementById('scroller');
const slot = document.querySelector('.older');
let loading = false;

const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && loadOlder(), {
  root: scroller,
  rootMargin: '800px 0px 0px 0px',
});

export function watchOlder() {
  const link = document.getElementById('older');
  if (!link) return;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    loadOlder();
  });
  watcher.observe(link);
}

// Brings the list up to date. Nothing is taken away when the reading fails.
export async function loadNewest() {
  const page = await call('GET', PATH);
  const gap = stored().length > 0 && page.messages.length > 0 && !page.messages.some((message) => find(message.id));
  if (gap) clear();
  const first = stored().length === 0;
  page.messages.forEach(upsert);
  if (!first) return;
  notesToEnd();
  offerOlder(page);
}

async function loadOlder() {
  const link = document.getElementById('older');
  const oldest = stored()[0];
  if (loading || !link || !oldest) return;
  loading = true;
  watcher.unobserve(link);
  link.textContent = 'Loading…';
  try {
    const page = await call('GET', `${PATH}&before=${encodeURIComponent(oldest.dataset.id)}`);
    page.messages.toReversed().forEach(upsert);
    offerOlder(page);
  } catch {
    link.textContent = 'Older messages could not be read. Try again';
  } finally {
    loading = false;
  }
}

function offerOlder(page) {
  const oldest = stored()[0];
  slot.replaceChildren();
  if (!page.has_more || !oldest) return;
  const link = document.createElement('a');
  link.id = 'older';
  link.className = 'link';
  link.href = `/?before=${encodeURIComponent(oldest.dataset.id)}`;
  link.textContent = 'Older messages';
  slot.append(link);
  loading = false;
  watchOlder();
}
