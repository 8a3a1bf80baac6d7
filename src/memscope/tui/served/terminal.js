// The terminal that textual-serve brings along, with the ends of its wire in our hands.
//
// Its script keeps the terminal to itself, opens a socket and talks over it. So the
// terminal is caught when it is put in its place, and the socket is one of ours, which
// goes nowhere.

import { Fitting } from "./fitting.js";

const FONT_PX = 16;
const FONTS = ["16px", "bold 16px", "italic 16px"];

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

/** Fills the page and takes keys; until it is its turn, it is as large as another one. */
class DrivenTerminal {
  constructor(maker, wire) {
    this.screen = maker.terminal;
    this.maker = maker;
    this.wire = wire;
    this.fitting = new Fitting(this.screen);
    this.isDriven = true;
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
  /** Drive, or wait for it. */
  drive(on) {
    if (on === this.isDriven) return;
    this.isDriven = on;
    if (!on) {
      this.fitting.begin();
      return;
    }
    this.fitting.end();
    this.screen.options.fontSize = FONT_PX;
    window.onresize = () => this.maker.fit();
    this.maker.fit();
  }
  /** Who drives has a size of its own; what is of another one is drawn again soon. */
  take(width, height) {
    if (!this.isDriven) this.fitting.take(width, height);
  }
}

/** Has the size that it is told, in letters that fit the page; takes no key. */
class FittedTerminal {
  constructor(maker) {
    this.screen = maker.terminal;
    this.screen.options.disableStdin = true;
    // Keys are the browser's, but for the one that copies what is selected.
    this.screen.attachCustomKeyEventHandler((event) => this.copies(event) && false);
    // The clipboard of who drives is not ours.
    this.screen.parser.registerOscHandler(52, () => true);
    this.fitting = new Fitting(this.screen);
    this.fitting.begin();
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
  drive() {}
  take(width, height) {
    this.fitting.take(width, height);
  }
  enlarge(by) {
    this.fitting.enlarge(by);
  }
}
