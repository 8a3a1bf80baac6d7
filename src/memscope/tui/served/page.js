// The page: a terminal, the socket that fills it, and a strip below.
import { openTerminal } from "./terminal.js";
import { Link } from "./link.js";
import { Past } from "./past.js";
import { Strip } from "./strip.js";

const { root, role } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const drives = role === "driver" || role === "colleague";

const terminal = await openTerminal(drives);
const past = drives ? new Past(terminal, 0) : new Past(terminal);
const link = new Link(root, drives ? terminal : null);
const strip = new Strip(words, { link, past, terminal, drives });

link.addEventListener("whole", ({ detail: [width, height] }) => past.whole(width, height));
link.addEventListener("drawn", ({ detail }) => past.drawn(detail));
link.addEventListener("facts", ({ detail }) => strip.show(detail));
link.addEventListener("aside", ({ detail }) => terminal.screen.write(detail));
link.addEventListener("open", () => strip.connected());
link.addEventListener("shut", ({ detail }) => strip.shut(detail));
link.open();
