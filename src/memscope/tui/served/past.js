// What this page has seen in the last minutes, so that one can scroll back in it.
// Kept are whole frames and the changes after them, with their time; the oldest go first.

const KEPT_MS = 10 * 60 * 1000, KEPT_BYTES = 16 * 1024 * 1024;

export class Past extends EventTarget {
  /** keptMs: how far one can go back; 0: what is now is enough. */
  constructor(terminal, keptMs = KEPT_MS) {
    super();
    this.terminal = terminal;
    this.keptMs = keptMs;
    this.frames = []; // each: {at, width, height, parts: [{at, data}], bytes}
    this.bytes = 0;
    this.shownAt = null; // null: now
    this.isBehind = false;
    document.addEventListener("visibilitychange", () => this.catchUp());
  }
  /** What is drawn is seen: the page is in front, and shows what is now. */
  get isSeen() {
    return this.shownAt === null && !document.hidden;
  }
  whole(width, height) {
    this.frames.push({ at: Date.now(), width, height, parts: [], bytes: 0 });
    this.forget();
    if (this.isSeen) this.terminal.take(width, height);
  }
  drawn(data) {
    const frame = this.frames.at(-1);
    if (!frame) return;
    frame.parts.push({ at: Date.now(), data });
    frame.bytes += data.length;
    this.bytes += data.length;
    if (this.isSeen && !this.isBehind) this.terminal.screen.write(data);
    else this.isBehind = true;
    this.dispatchEvent(new Event("drawn"));
  }
  /** A page that nobody saw drew nothing; now it shows what is. */
  catchUp() {
    if (this.isSeen && this.isBehind) this.show(0);
  }
  forget() {
    const oldest = Date.now() - this.keptMs;
    while (this.frames.length > 1 &&
           (this.frames[1].at <= oldest || this.bytes > KEPT_BYTES)) {
      this.bytes -= this.frames.shift().bytes;
    }
  }
  /** Milliseconds that one can go back. */
  get span() {
    const all = this.frames.length ? Date.now() - this.frames[0].at : 0;
    return Math.min(all, this.keptMs);
  }
  /** Show how it looked so many milliseconds ago; 0: now, and go on. */
  show(ago) {
    this.shownAt = ago > 0 ? Date.now() - ago : null;
    this.isBehind = this.shownAt !== null;
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
