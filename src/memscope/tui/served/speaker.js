// The speaker's notes: text alone, and nothing is ever sent.
import { Link } from "./link.js";

const { root } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const at = (id) => document.getElementById(id);
const link = new Link(root, null);

function show(notes) {
  at("lesson").textContent = notes.lesson ?? words.none;
  at("step").textContent = notes.step
    ? words.step.replace("{n}", notes.step).replace("{all}", notes.all) : "";
  for (const id of ["title", "question", "notes", "hint", "next"]) fill(id, notes[id] ?? "");
  const answers = notes.answers ?? [];
  at("answers").replaceChildren(...answers.map(item));
  at("answers").parentElement.classList.toggle("-empty", !answers.length);
  clock(notes);
  at("watch").textContent = notes.watching ? words.watch.replace("{n}", notes.watching) : "";
}
function fill(id, text) {
  at(id).textContent = text;
  if (id !== "title") at(id).parentElement.classList.toggle("-empty", !text);
}
function item(text) {
  const one = document.createElement("li");
  one.textContent = text;
  return one;
}
function clock({ lesson, planned, used }) {
  const text = planned ? words.minutes : words.used;
  at("minutes").textContent = lesson
    ? text.replace("{used}", used).replace("{planned}", planned) : "";
  at("minutes").classList.toggle("-late", Boolean(planned) && used > planned);
}
link.addEventListener("notes", ({ detail }) => show(detail));
link.addEventListener("open", () => { at("lost").hidden = true; });
link.addEventListener("shut", () => { at("lost").hidden = false; });
show({});
link.open();
