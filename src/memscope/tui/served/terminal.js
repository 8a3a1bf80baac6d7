// The terminal that textual-serve brings along, with the ends of its wire in our hands.
//
// Its script keeps the terminal to itself, opens a socket and talks over it. So the
// terminal is caught when it is put in its place, and the socket is one of ours, which
// goes nowhere.

const FONTS = ["16px", "bold 16px", "italic 16px"];
const SMALLEST = 4;

/** Make the terminal; `drives`: it fits the page, else the page fits it. */
export async function openTerminal(drives) {
  // It measures its cells once, when it is made: so the font comes first.
  await Promise.allSettled(FONTS.map((one) => document.fonts.load(`${one} "Roboto Mono"`)));
  const real = window.WebSocket;
  const wires = [];
  window.WebSocket = class extends EventTarget {
    constructor() {
      super();
      wires.push(this);
    }
    send(text) {
      this.typed?.(text);
    }
  };
  const maker = await caught(() => load("/static/js/textual.js"));
  window.WebSocket = real;
  return drives ? new DrivenTerminal(maker, wires[0]) : new FittedTerminal(maker);
}

/** Run the script, and return what holds the terminal that it makes. */
async function caught(start) {
  let maker = null;
  Object.defineProperty(Object.prototype, "fitAddon", {
    configurable: true,
    set(value) {
      maker ??= this;
      Object.defineProperty(this, "fitAddon", { value, writable: true });
    },
  });
  await start();
  window.onload();
  delete Object.prototype.fitAddon;
  window.onload = null;
  return maker;
}

function load(source) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

/** Fills the page and takes keys. */
class DrivenTerminal {
  constructor(maker, wire) {
    this.screen = maker.terminal;
    this.maker = maker;
    this.wire = wire;
    // Until then, it wrote to nobody; now it says its size, and what is typed.
    maker.socket = wire;
    this.screen.textarea.focus();
  }
  get size() {
    return { width: this.screen.cols, height: this.screen.rows };
  }
  onTyped(heard) {
    this.wire.typed = heard;
  }
  /** It has its own size; what is drawn for another one is drawn again soon. */
  take() {}
}

/** Has the size that it is told, in letters that fit the page; takes no key. */
class FittedTerminal {
  constructor(maker) {
    this.screen = maker.terminal;
    this.screen.options.disableStdin = true;
    // Keys are the browser's, but for the one that copies what is selected.
    this.screen.attachCustomKeyEventHandler((event) => this.copies(event) && false);
    this.zoom = 1;
    // The clipboard of who drives is not ours.
    this.screen.parser.registerOscHandler(52, () => true);
    this.room = document.querySelector("main");
    this.room.classList.add("-fitted");
    window.onresize = () => this.fit();
  }
  /** Copy by a field: the clipboard itself is closed to pages without encryption. */
  copies({ type, key, ctrlKey, metaKey }) {
    const text = this.screen.getSelection();
    if (type !== "keydown" || key !== "c" || !(ctrlKey || metaKey) || !text) return true;
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    this.screen.focus();
    return true;
  }
  take(width, height) {
    if (this.screen.cols !== width || this.screen.rows !== height) {
      this.screen.reset();
      this.screen.resize(width, height);
    }
    this.fit();
  }
  /** Take the largest letters with which all lines and columns are seen. */
  fit() {
    const { cols, rows, element, options } = this.screen;
    const box = element.querySelector(".xterm-screen").getBoundingClientRect();
    const wide = box.width / cols / options.fontSize;
    const high = box.height / rows / options.fontSize;
    if (!wide || !high) return;
    const { clientWidth, clientHeight } = document.querySelector("main");
    const fits = Math.min(clientWidth / cols / wide, clientHeight / rows / high);
    const size = Math.max(SMALLEST, Math.floor(fits * this.zoom * 4) / 4);
    this.room.classList.toggle("-larger", this.zoom > 1);
    if (size === options.fontSize) return;
    this.screen.options.fontSize = size;
    this.settle(clientWidth, clientHeight);
  }
  /** Cells are whole pixels: what was thought to fit may be a little too much. */
  settle(wide, high) {
    const { width, height } = this.screen.element
      .querySelector(".xterm-screen").getBoundingClientRect();
    const { fontSize } = this.screen.options;
    if (this.zoom <= 1 && (width > wide || height > high) && fontSize > SMALLEST) {
      this.screen.options.fontSize = fontSize - 0.25;
      this.settle(wide, high);
    }
  }
  enlarge(by) {
    this.zoom = Math.min(4, Math.max(0.5, this.zoom * by));
    this.fit();
  }
}
