// What this page has seen in the last minutes, so that one can scroll back in it.
// Kept are whole frames and the changes after them, with their time; the oldest go first.

const KEPT_MS = 10 * 60 * 1000, KEPT_BYTES = 16 * 1024 * 1024;

export class Past extends EventTarget {
  constructor(terminal) {
    super();
    this.terminal = terminal;
    this.frames = []; // each: {at, width, height, parts: [{at, data}], bytes}
    this.bytes = 0;
    this.shownAt = null; // null: now
    this.isWhole = false;
  }
  whole(width, height) {
    this.frames.push({ at: Date.now(), width, height, parts: [], bytes: 0 });
    this.isWhole = true;
    this.forget();
    if (this.shownAt === null) this.terminal.take(width, height);
  }
  drawn(data) {
    const frame = this.frames.at(-1);
    if (!frame) return;
    frame.parts.push({ at: Date.now(), data });
    frame.bytes += data.length;
    this.bytes += data.length;
    if (this.shownAt === null) this.terminal.screen.write(data);
    this.dispatchEvent(new Event("drawn"));
  }
  forget() {
    const oldest = Date.now() - KEPT_MS;
    while (this.frames.length > 1 &&
           (this.frames[1].at < oldest || this.bytes > KEPT_BYTES)) {
      this.bytes -= this.frames.shift().bytes;
    }
  }
  /** Milliseconds that one can go back. */
  get span() {
    return this.frames.length ? Date.now() - this.frames[0].at : 0;
  }
  /** Show how it looked so many milliseconds ago; 0: now, and go on. */
  show(ago) {
    this.shownAt = ago > 0 ? Date.now() - ago : null;
    const until = this.shownAt ?? Infinity;
    const frame = this.frames.findLast((one) => one.at <= until) ?? this.frames[0];
    if (!frame) return;
    this.terminal.screen.reset();
    this.terminal.take(frame.width, frame.height);
    for (const { at, data } of frame.parts) {
      if (at <= until) this.terminal.screen.write(data);
    }
  }
}
