// Speaks to screen readers sentence by sentence; tokens would be a stutter.

const region = document.getElementById('announcer');
const SENTENCE = /^[\s\S]*?(?:[.!?।…]+["')\]]*\s+|\n+)/;

export function announce(text) {
  if (!text.trim()) return;
  const line = document.createElement('p');
  line.textContent = text.trim();
  region.append(line);
  while (region.childElementCount > 12) region.firstElementChild.remove();
}

// Collects deltas and speaks each sentence when it is whole.
export function speaker() {
  let rest = '';
  return {
    add(text) {
      rest += text;
      for (let match; (match = rest.match(SENTENCE)); rest = rest.slice(match[0].length)) announce(match[0]);
    },
    end() {
      announce(rest);
      rest = '';
    },
  };
}
