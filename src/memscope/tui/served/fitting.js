// A terminal of somebody else's lines and columns, in letters that fit this page.

const SMALLEST = 4;

export class Fitting {
  /** screen: the terminal. */
  constructor(screen) {
    this.screen = screen;
    this.zoom = 1;
    this.room = document.querySelector("main");
  }
  begin() {
    this.room.classList.add("-fitted");
    window.onresize = () => this.fit();
    this.fit();
  }
  end() {
    this.room.classList.remove("-fitted", "-larger");
  }
  take(width, height) {
    if (this.screen.cols !== width || this.screen.rows !== height) {
      this.screen.reset();
      this.screen.resize(width, height);
    }
    this.fit();
  }
  enlarge(by) {
    this.zoom = Math.min(4, Math.max(0.5, this.zoom * by));
    this.fit();
  }
  /** Take the largest letters with which all lines and columns are seen. */
  fit() {
    const { cols, rows, options } = this.screen;
    const { width, height } = this.box();
    const wide = width / cols / options.fontSize;
    const high = height / rows / options.fontSize;
    if (!wide || !high) return;
    const { clientWidth, clientHeight } = this.room;
    const fits = Math.min(clientWidth / cols / wide, clientHeight / rows / high);
    const size = Math.max(SMALLEST, Math.floor(fits * this.zoom * 4) / 4);
    this.room.classList.toggle("-larger", this.zoom > 1 || fits < SMALLEST);
    if (size === options.fontSize) return;
    options.fontSize = size;
    this.settle(clientWidth, clientHeight);
  }
  /** Cells are whole pixels: what was thought to fit may be a little too much. */
  settle(wide, high) {
    const { width, height } = this.box();
    const { options } = this.screen;
    if (this.zoom <= 1 && (width > wide || height > high) && options.fontSize > SMALLEST) {
      options.fontSize -= 0.25;
      this.settle(wide, high);
    }
  }
  box() {
    return this.screen.element.querySelector(".xterm-screen").getBoundingClientRect();
  }
}
