// Sign-in and sign-up: guesses that spare typing, and one press sends once.

// The first markets, whose browsers often speak American English.
const COUNTRY_OF = { 'Asia/Kolkata': 'IN', 'Asia/Calcutta': 'IN', 'Asia/Dhaka': 'BD' };

export function start() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zoneField = document.querySelector('[data-guess="timezone"]');
  const countryField = document.querySelector('[data-guess="country"]');
  if (zoneField) {
    if (!zoneField.value && zone) zoneField.value = zone;
    const list = document.getElementById(zoneField.getAttribute('list'));
    list.append(...(Intl.supportedValuesOf?.('timeZone') || []).map((name) => new Option('', name)));
  }
  if (countryField && !countryField.value) countryField.value = COUNTRY_OF[zone] || languageRegion();
  for (const form of document.querySelectorAll('form[data-once]')) sendOnce(form);
  document.querySelector('[role="alert"]')?.focus();
}

function languageRegion() {
  try {
    return new Intl.Locale(navigator.language).region || '';
  } catch {
    return '';
  }
}

function sendOnce(form) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault();
    sent = true;
    form.querySelector('[type="submit"]').setAttribute('aria-disabled', 'true');
  });
  addEventListener('pageshow', () => {
    sent = false;
    form.querySelector('[type="submit"]').removeAttribute('aria-disabled');
  });
}
