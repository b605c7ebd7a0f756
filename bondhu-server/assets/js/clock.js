// Times in the person's zone, which may not be the browser's.

let time;
let dayKey;
let dayName;
let moment;

export function setZone(zone) {
  const make = (locale, options) => {
    try {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    } catch {
      return new Intl.DateTimeFormat(locale, options);
    }
  };
  time = make(undefined, { hour: '2-digit', minute: '2-digit' });
  dayKey = make('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
  dayName = make(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  moment = make(undefined, { dateStyle: 'full', timeStyle: 'short' });
}

export const timeOf = (at) => time.format(new Date(at));
export const dayOf = (at) => dayKey.format(new Date(at));
export const momentOf = (at) => moment.format(new Date(at));

export function dayLabel(at) {
  const day = dayOf(at);
  if (day === dayOf(Date.now())) return 'Today';
  if (day === dayOf(Date.now() - 86_400_000)) return 'Yesterday';
  return dayName.format(new Date(at));
}
