// The strip below the terminal, the note over it, and the tab's title, icon and address.

const COLOURS = { live: "#3fb950", past: "#f0b429", ended: "#8a96a6" };
const SHAPES = {
  live: '<circle cx="8" cy="8" r="6"/>',
  past: '<path d="M12 2v12L3 8z"/>',
  ended: '<path d="M3 3h10v10H3z"/>',
};
const STEPS_MS = 1000;

const at = (id) => document.getElementById(id);

export class Strip {
  constructor(words, { link, past, terminal, drives }) {
    Object.assign(this, { words, link, past, terminal, drives });
    this.note = at("note");
    this.button = this.note.querySelector("button");
    this.button.onclick = () => location.reload();
    at("share").onclick = () => link.order("share", !this.facts.shared);
    at("over").onclick = () => link.order("hand_over");
    for (const id of ["share", "over"]) at(id).tabIndex = -1;
    past.addEventListener("drawn", () => this.drawn());
    if (!drives) this.offerPast();
  }

  // What the server says

  show(facts) {
    const drove = this.facts?.role === "driver";
    this.facts = facts;
    const { words } = this;
    this.terminal.drive(facts.role === "driver");
    if (facts.role === "driver" && !drove) this.link.order("resize", this.terminal.size);
    document.title = facts.title;
    this.icon(facts.ended ? "ended" : facts.state);
    at("role").textContent = words[facts.role];
    at("watch").textContent = facts.watching ? words.watch.replace("{n}", facts.watching) : "";
    at("share").hidden = facts.role !== "driver";
    at("share").textContent = facts.shared ? words.unshare : words.share;
    at("over").hidden = !(facts.role === "driver" && facts.others);
    if (facts.role === "driver" && "path" in facts && facts.begun) this.follow(facts.path);
    if (facts.ended) this.say("ended", this.drives ? "again" : "");
    else if (!facts.begun) this.say(this.drives ? "opening" : "idle");
    else if (this.hasDrawn) this.hush();
    else this.say("opening");
  }
  /** Let the address be that of what is seen. */
  follow(path) {
    const place = document.body.dataset.root + path;
    if (this.isPlaced || path) {
      this.isPlaced = true;
      if (location.pathname + location.search !== place) history.replaceState(null, "", place);
    }
  }
  icon(state) {
    if (state === this.state) return;
    this.state = state;
    const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"
      fill="${COLOURS[state]}">${SHAPES[state]}</svg>`;
    const icon = document.querySelector("link[rel=icon]");
    icon.dataset.state = state;
    icon.href = `data:image/svg+xml,${encodeURIComponent(drawn)}`;
  }

  // What happens to the socket

  connected() {
    if (this.hasDrawn && this.note.dataset.said !== "ended") this.hush();
  }
  shut(why) {
    this.say(why, why === "lost" ? "" : "reload");
    this.note.classList.toggle("-over", why === "lost" && this.hasDrawn);
  }
  drawn() {
    if (this.hasDrawn) return;
    this.hasDrawn = true;
    document.body.classList.add("-drawn");
    if (this.facts?.begun && !this.facts.ended) this.hush();
  }
  say(what, then = "") {
    this.note.hidden = false;
    this.note.dataset.said = what;
    this.note.classList.remove("-over");
    this.note.querySelector("span").textContent = this.words[what];
    this.button.hidden = !then;
    this.button.textContent = then ? this.words[then] : "";
    if (what === "ended") this.hasDrawn = false;
  }
  hush() {
    this.note.hidden = true;
    this.note.dataset.said = "";
  }

  // What who follows may do in their own page

  offerPast() {
    this.back = at("past");
    this.slider = this.back.querySelector("input");
    this.back.hidden = at("letters").hidden = false;
    at("smaller").onclick = () => this.terminal.enlarge(1 / 1.25);
    at("larger").onclick = () => this.terminal.enlarge(1.25);
    this.slider.oninput = () => this.soon();
    setInterval(() => this.extend(), STEPS_MS);
    this.extend();
  }
  /** The slider's right end is now; a moment that is looked at stays where it was. */
  extend() {
    const span = Math.floor(this.past.span / STEPS_MS);
    const isNow = this.past.shownAt === null;
    this.slider.min = -span;
    if (!isNow) this.slider.value = (this.past.shownAt - Date.now()) / STEPS_MS;
    this.label();
  }
  /** Draw once a frame, however fast the slider goes. */
  soon() {
    this.coming ??= requestAnimationFrame(() => {
      this.coming = null;
      this.look();
    });
  }
  look() {
    this.past.show(-this.slider.value * STEPS_MS);
    this.label();
  }
  label() {
    const ago = -Math.round(this.slider.value);
    const clock = `${Math.floor(ago / 60)}:${String(ago % 60).padStart(2, "0")}`;
    const isNow = this.past.shownAt === null;
    this.back.classList.toggle("-back", !isNow);
    this.back.querySelector("output").textContent =
      isNow ? this.words.now : this.words.ago.replace("{time}", clock);
  }
}
