// The side panel's figures, read again a moment after something changed.
import { call } from './api.js';
import { copy } from './log.js';

const panel = document.getElementById('panel');
let timer = 0;

export function refreshStats(wait = 400) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    // Old figures stay when the reading fails; an empty panel would be a lie.
    const [stats, achievements] = await Promise.allSettled([
      call('GET', '/api/v1/activity-stats'),
      call('GET', '/api/v1/achievements'),
    ]);
    if (stats.value) show(stats.value);
    if (achievements.value) showAchievements(achievements.value.items);
  }, wait);
}

function show(stats) {
  for (const place of document.querySelectorAll('[data-stat]')) place.textContent = stats[place.dataset.stat];
  for (const place of panel.querySelectorAll('[data-stat-show]')) place.hidden = !stats[place.dataset.statShow];
  const active = new Set(stats.activity_calendar.filter((day) => day.count > 0).map((day) => day.date));
  for (const day of panel.querySelectorAll('[data-date]')) {
    const is = active.has(day.dataset.date);
    day.classList.toggle('active', is);
    day.querySelector('[data-state]').textContent = `${day.dataset.date}: ${is ? 'active' : 'no activity'}`;
  }
  showWellness(stats.wellness);
}

function showWellness(wellness) {
  const known = typeof wellness?.score === 'number';
  panel.querySelector('[data-has-wellness]').hidden = !known;
  panel.querySelector('[data-no-wellness]').hidden = known;
  if (!known) return;
  panel.querySelector('[data-has-wellness] progress').value = wellness.score;
  for (const place of panel.querySelectorAll('[data-wellness]')) {
    place.textContent = Math.round(wellness[place.dataset.wellness]);
  }
}

function showAchievements(items) {
  const shown = items.filter((one) => one.unlocked_at || one.progress > 0);
  panel.querySelector('[data-no-achievements]').hidden = shown.length > 0;
  panel.querySelector('[data-achievements]').replaceChildren(
    ...shown.map((one) => {
      const item = copy('achievement');
      item.dataset.achievement = one.id;
      item.classList.toggle('unlocked', Boolean(one.unlocked_at));
      item.querySelector('[data-name]').textContent = one.name;
      item.querySelector('[data-description]').textContent = one.description;
      item.querySelector('[data-state]').textContent = one.unlocked_at ? ' (unlocked)' : ' (not yet)';
      const progress = item.querySelector('progress');
      progress.max = one.target;
      progress.value = one.progress;
      progress.hidden = Boolean(one.unlocked_at);
      return item;
    }),
  );
}
