// A reply while it arrives: typing sign, growing text, stop, and what is said when it breaks.
import { speaker } from './announce.js';
import { showHelp } from './help.js';
import { append, find, keeping, remove, settle } from './log.js';

export class Reply {
  // `ask(reply, signal)` streams the stored turn into it; used by "Try again" and "Show it".
  constructor(ask) {
    this.ask = ask;
    this.item = append('ai', '');
    this.text = this.item.querySelector('.text');
    this.state = this.item.querySelector('.state');
    this.retry = this.item.querySelector('.retry');
    this.stop = this.item.querySelector('.stop');
    this.retry.addEventListener('click', () => this.listen());
    this.stop.addEventListener('click', () => this.abort.abort());
    this.show('streaming', '', '');
  }

  listen() {
    const abort = new AbortController();
    this.reset();
    return this.follow(this.ask(this, abort.signal), abort);
  }

  // Shows how `turn` comes out. Whatever happens here, the turn itself goes on at the server.
  async follow(turn, abort) {
    this.abort = abort;
    this.voice = speaker();
    this.show('streaming', '', '');
    try {
      this.finish(await turn);
    } catch (problem) {
      if (this.mode !== 'streaming') return;
      if (abort.signal.aborted) {
        this.show('stopped', 'You stopped listening. The reply is kept.', 'Show it');
        this.retry.focus();
      } else this.show('failed', problem.status === 404 ? 'No reply came.' : problem.message, 'Try again');
    }
    this.onSettled?.(this);
  }

  reset() {
    this.text.textContent = '';
    this.item.classList.remove('has-text');
  }

  add(text) {
    this.show('streaming', '', '');
    this.item.classList.add('has-text');
    keeping(() => this.text.append(text));
    this.voice.add(text);
  }

  broken() {
    this.show('streaming', 'Connecting again…', '');
  }

  // Also called for a reply that came by another road, with what was missed while it was stopped.
  finish({ message_id: id, response, timestamp, safety, provider }) {
    this.show('', '', '');
    showHelp(safety);
    const known = find(id);
    if (known && known !== this.item) return remove(this.item);
    if (!this.item.classList.contains('has-text')) this.voice.add(response);
    this.voice.end();
    keeping(() => {
      this.text.textContent = response;
      settle(this.item, id, timestamp);
      // So ends a reply that broke off.
      const cut = provider?.degraded && provider.name !== 'builtin' && response.endsWith('…');
      this.item.querySelector('.go-on').hidden = !cut;
    });
  }

  show(mode, state, action) {
    this.mode = mode;
    this.item.classList.toggle('is-streaming', mode === 'streaming');
    this.item.classList.toggle('is-failed', mode === 'failed');
    if (this.state.textContent !== state) this.state.textContent = state;
    this.stop.hidden = mode !== 'streaming';
    this.retry.hidden = !action;
    this.retry.textContent = action;
  }
}
