// The socket: what is drawn and told, and what is typed if this page may type.
// When it is lost it is opened again; when the server shut it on purpose it stays shut.

const FULL = 4429, UNSHARED = 4403, SPOKE = 4408;
const FOR_GOOD = { [FULL]: "full", [UNSHARED]: "unshared", [SPOKE]: "refused" };
const FIRST_MS = 250, LONGEST_MS = 5000, GIVES_UP_MS = 60000;
// The server says something every 15 seconds. A line that is silent for longer is dead,
// and the browser of who only listens does not find out, as after a sleep.
const SILENT_MS = 40000, CHECK_MS = 5000;

export class Link extends EventTarget {
  /** root: how the address begins; terminal: who types, or null. */
  constructor(root, terminal) {
    super();
    this.root = root;
    this.terminal = terminal;
    this.pause = FIRST_MS;
    this.lostAt = 0;
    terminal?.onTyped((text) => this.send(text));
    setInterval(() => this.check(), CHECK_MS);
    document.addEventListener("visibilitychange", () => this.wake());
    for (const what of ["online", "pageshow"]) addEventListener(what, () => this.wake());
  }
  open() {
    clearTimeout(this.again);
    this.heardAt = Date.now();
    const place = new URL(`${this.root}ws`, location.href);
    place.protocol = place.protocol.replace("http", "ws");
    place.search = this.asked();
    this.socket = new WebSocket(place);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => this.opened();
    this.socket.onmessage = ({ data }) => this.got(data);
    this.socket.onclose = ({ code }) => this.lost(code);
  }
  asked() {
    const asked = new URLSearchParams({ page: pageName() });
    if (this.terminal) {
      const { width, height } = this.terminal.size;
      asked.set("width", width);
      asked.set("height", height);
      asked.set("place", location.pathname.slice(this.root.length) + location.search);
    }
    return asked.toString();
  }
  opened() {
    this.pause = FIRST_MS;
    this.lostAt = 0;
    if (this.terminal) this.order("resize", this.terminal.size);
    this.tell("open");
  }
  got(data) {
    this.heardAt = Date.now();
    if (typeof data !== "string") {
      this.tell("drawn", new Uint8Array(data));
      return;
    }
    const [kind, ...said] = JSON.parse(data);
    this.tell(kind, kind === "whole" ? said : said[0]);
  }
  /** Take a silent line for a dead one, and open another. */
  check() {
    if (this.isShut || Date.now() - this.heardAt < SILENT_MS) return;
    if (this.socket.readyState > WebSocket.OPEN) return;
    this.socket.onclose = this.socket.onmessage = this.socket.onopen = null;
    this.socket.close();
    this.open();
  }
  /** Somebody looks again, or there is a network again: try at once. */
  wake() {
    if (document.hidden || this.isShut || !this.socket) return;
    this.check();
    if (this.socket.readyState !== WebSocket.CLOSED) return;
    this.lostAt = 0;
    this.pause = FIRST_MS;
    this.open();
  }
  lost(code) {
    if (code in FOR_GOOD) {
      this.isShut = true;
      this.tell("shut", FOR_GOOD[code]);
      return;
    }
    this.lostAt ||= Date.now();
    const isGone = Date.now() - this.lostAt > GIVES_UP_MS;
    this.tell("shut", isGone ? "gone" : "lost");
    if (isGone) return;
    this.again = setTimeout(() => this.open(), this.pause);
    this.pause = Math.min(LONGEST_MS, this.pause * 1.5);
  }
  /** Send what the terminal, or the strip of who drives, has to say. */
  send(text) {
    if (this.terminal && this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }
  order(...words) {
    this.send(JSON.stringify(words));
  }
  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/** The same when the page is loaded again, and another one in each tab. */
function pageName() {
  const known = sessionStorage.getItem("page");
  if (known) return known;
  const made = crypto.getRandomValues(new Uint32Array(4)).join("-");
  sessionStorage.setItem("page", made);
  return made;
}
