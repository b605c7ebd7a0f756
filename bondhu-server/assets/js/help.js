// The panel of people who can be reached. Once shown it stays until the person closes it; nothing they write does.
import { call } from './api.js';

const panel = document.getElementById('help');
const list = panel.querySelector('.help-lines');
const CLOSED = 'bondhu.help.closed';

export function openHelp() {
  panel.querySelector('.close-help').addEventListener('click', () => {
    panel.hidden = true;
    remember(panel.dataset.key || '');
    document.getElementById('message').focus();
  });
  if (!panel.hidden && panel.dataset.key && panel.dataset.key === closed()) panel.hidden = true;
}

// Shows the lines of a turn, or of a problem that came in place of one.
export function showHelp(safety) {
  if (!safety?.resources?.length) return;
  list.replaceChildren(...safety.resources.map(line));
  panel.dataset.key = safety.check_in_at || '';
  panel.hidden = false;
}

// Another tab heard a message of a serious tier: the lines are the same for everybody in a country.
export async function showHelpOfCountry() {
  if (!panel.hidden) return;
  const country = document.querySelector('.app').dataset.country || '';
  const { items } = await call('GET', `/api/v1/safety/resources?country=${encodeURIComponent(country)}`);
  showHelp({ resources: items });
}

function line({ name, contact, channel, hours, languages, url }) {
  const item = document.createElement('li');
  const title = document.createElement('strong');
  title.textContent = name;
  const digits = contact.replace(/[^0-9+]/g, '');
  const address = channel === 'call' && digits ? `tel:${digits}` : channel === 'text' && digits ? `sms:${digits}` : url;
  const reach = document.createElement(address ? 'a' : 'span');
  if (address) reach.href = address;
  reach.className = 'contact';
  reach.textContent = contact;
  const detail = document.createElement('span');
  detail.className = 'help-detail';
  detail.textContent = [hours, languages.join(', ')].filter(Boolean).join(' · ');
  item.append(title, ' ', reach, detail);
  return item;
}

// A browser that keeps nothing shows the panel again, which is the better mistake.
function closed() {
  try {
    return localStorage.getItem(CLOSED);
  } catch {
    return null;
  }
}

function remember(key) {
  try {
    localStorage.setItem(CLOSED, key);
  } catch {
    return;
  }
}
