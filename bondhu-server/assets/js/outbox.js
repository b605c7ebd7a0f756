// Messages the server has not accepted yet. They outlive a reload, a dead server and a lost connection, and
// are sent again under the key they were first sent with, so that none is stored twice.
import { newKey } from './api.js';

let slot;
let memory = '[]';

export function openOutbox(userId) {
  slot = `bondhu.outbox.${userId}`;
}

export function waiting() {
  try {
    return JSON.parse(localStorage.getItem(slot) ?? memory);
  } catch {
    return JSON.parse(memory);
  }
}

export function put(text) {
  const entry = { key: newKey(), text };
  write([...waiting(), entry]);
  return entry;
}

export function drop(key) {
  write(waiting().filter((entry) => entry.key !== key));
}

export const dropAll = () => write([]);

// Only one tab sends at a time; where the browser has no locks the key alone keeps doubles out.
export function alone(work) {
  return navigator.locks ? navigator.locks.request(slot, work) : work();
}

function write(entries) {
  memory = JSON.stringify(entries);
  try {
    localStorage.setItem(slot, memory);
  } catch {
    // A full or forbidden storage: kept for as long as the page lives.
  }
}
