"use strict";
(() => {
  const { words, tables } = JSON.parse(document.getElementById("data").textContent);
  const PRINTED = 2000;
  const FLEXIBLE = ["what", "detail", "evidence"];
  const WIDE = /[\u3000-\u9fff\uff00-\uffef]/;
  const SIGNS = { "+": "good", "−": "bad", "~": "warn" };

  function node(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
  }

  /* One table: only the rows in sight exist, between two fillers. */
  class Table {
    constructor(section, data) {
      this.data = data;
      this.columns = data.columns;
      this.view = section.querySelector(".rows");
      this.body = section.querySelector("tbody");
      this.split = section.querySelector(".split");
      this.aside = section.querySelector(".details");
      this.status = section.querySelector(".count");
      this.search = section.querySelector("input");
      this.search.hidden = false;
      this.letter = this.columns.find((one) => one.look === "letter");
      this.sorted = null;
      this.chosen = -1;
      this.first = -1;
      this.all = Int32Array.from({ length: data.count }, (_, at) =>
        data.reversed ? data.count - 1 - at : at);
      this.order = this.all;
      this.makeHead(section);
      this.view.addEventListener("scroll", () => this.draw(), { passive: true });
      this.view.addEventListener("keydown", (event) => this.onKey(event));
      this.body.addEventListener("click", (event) => {
        const row = event.target.closest("tr.row");
        if (row) this.choose(Number(row.dataset.row));
      });
      this.search.addEventListener("input", () => this.arrange());
      new ResizeObserver(() => this.draw(true)).observe(this.view);
      this.arrange();
    }

    rank(column, row) { return column.rows ? column.rows[row] : row; }
    text(column, row) { return column.words[this.rank(column, row)]; }

    makeHead(section) {
      const head = section.querySelector("thead tr");
      const group = section.querySelector("colgroup");
      const flexible = Math.max(0, this.columns.findIndex((one) => FLEXIBLE.includes(one.id)));
      let least = 0;
      this.columns.forEach((column, at) => {
        const col = node("col");
        const pixels = this.widthOf(column);
        if (at !== flexible) col.style.width = `${pixels}px`;
        least += at === flexible ? Math.min(pixels, 200) : pixels;
        group.append(col);
        const cell = node("th", column.right ? "right" : "");
        const button = node("button", "", column.title || "\u00a0");
        button.type = "button";
        button.addEventListener("click", () => this.sort(column));
        cell.append(button);
        cell.dataset.column = column.id;
        cell.dataset.title = column.title;  // paper repeats it on every page, but no button
        head.append(cell);
      });
      section.querySelector("table").style.minWidth = `${least}px`;
      this.head = head;
    }

    widthOf(column) {
      if (column.look === "letter") return 42;
      if (column.look === "bar") return 92;
      const cells = Math.min(Math.max(column.width || 0, 2), 27);
      // Pixels of a cell: a Japanese character has two, and takes less than two letters.
      const isWide = WIDE.test(column.title) || column.words.slice(0, 99).some((one) => WIDE.test(one));
      const pixels = column.look === "mono" ? 7.3 : isWide ? 7.4 : column.right ? 8.8 : 8;
      return Math.round(cells * pixels) + (isWide ? 22 : 18);
    }

    sort(column) {
      const was = this.sorted;
      const start = column.right ? -1 : 1;
      const way = was && was.column === column ? -was.way : start;
      this.sorted = { column, way };
      for (const cell of this.head.children) {
        const mine = cell.dataset.column === column.id;
        if (mine) cell.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
        else cell.removeAttribute("aria-sort");
      }
      this.arrange();
    }

    /* Filter, then sort; what is unknown comes last either way. */
    arrange() {
      let order = this.all;
      const terms = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const term of terms) {
        const hit = this.matcher(term);
        order = order.filter(hit);
      }
      if (this.sorted) {
        const { column, way } = this.sorted;
        const { rows, unknown } = column;
        order = Int32Array.from(order).sort((a, b) => {
          const x = rows ? rows[a] : a, y = rows ? rows[b] : b;
          if (x === y) return 0;
          if (x === unknown) return 1;
          if (y === unknown) return -1;
          return (x - y) * way;
        });
      }
      this.order = order;
      const values = { shown: order.length, all: this.data.count };
      this.status.textContent = terms.length
        ? (order.length ? fill(words.count, values) : words.none) : "";
      this.view.scrollTop = 0;
      this.draw(true);
    }

    matcher(term) {
      const inside = this.rowAt(term);
      const hits = this.columns.concat(this.data.details).map((column) => {
        column.lower ??= column.words.map((word) => word.toLowerCase());
        const set = new Uint8Array(column.words.length);
        let any = false;
        column.lower.forEach((word, at) => {
          if (word.includes(term)) { set[at] = 1; any = true; }
        });
        return any ? { rows: column.rows, set } : null;
      }).filter(Boolean);
      return (row) => row === inside
        || hits.some((one) => one.set[one.rows ? one.rows[row] : row]);
    }

    /* The region that an address lies in; regions are in order of address. */
    rowAt(term) {
      const digits = /^(?:0x)?([0-9a-f]{5,16})$/.exec(term);
      const column = this.columns.find((one) => one.id === "range");
      if (!digits || !column) return -1;
      const wanted = BigInt(`0x${digits[1]}`);
      let low = 0, high = this.data.count - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const [start, end] = this.text(column, middle).split("-").map((one) => BigInt(`0x${one}`));
        if (wanted < start) high = middle - 1;
        else if (wanted >= end) low = middle + 1;
        else return middle;
      }
      return -1;
    }

    height() {
      const row = this.body.querySelector("tr.row");
      return (row && row.getBoundingClientRect().height) || 25;
    }

    draw(again, whole) {
      const count = this.order.length, height = this.height();
      const sight = Math.ceil(this.view.clientHeight / height) + 1;
      const top = Math.floor(this.view.scrollTop / height);
      const first = whole ? 0 : Math.max(0, (top - 12) & ~7);
      const end = Math.min(count, whole ? PRINTED : first + sight + 32);
      if (!again && first === this.first) return;
      this.first = first;
      const made = document.createDocumentFragment();
      made.append(this.filler(first * height));
      for (let at = first; at < end; at++) made.append(this.row(this.order[at]));
      made.append(this.filler(whole ? 0 : (count - end) * height));
      this.body.replaceChildren(made);
    }

    filler(height) {
      const row = node("tr", "filler"), cell = node("td");
      cell.colSpan = this.columns.length;
      cell.style.height = `${height}px`;
      row.hidden = height <= 0;
      row.append(cell);
      return row;
    }

    row(at) {
      const key = this.letter ? this.letter.keys[this.rank(this.letter, at)] : "";
      const row = node("tr", key ? `row k-${key}` : "row");
      row.dataset.row = at;
      if (at === this.chosen) row.setAttribute("aria-selected", "true");
      for (const column of this.columns) row.append(this.cell(column, at));
      return row;
    }

    cell(column, at) {
      const text = this.text(column, at);
      const classes = [];
      if (column.right) classes.push("right");
      if (column.look === "mono") classes.push("mono");
      if (column.look === "sign") classes.push("sign", SIGNS[text]);
      if (column.styles) classes.push("marked", column.styles[this.rank(column, at)]);
      if (text === "0 B" || text === "–") classes.push("zero");
      const cell = node("td", classes.join(" "));
      if (column.look === "letter") cell.append(node("span", "chip", text));
      else if (column.look === "bar" && text !== "–") cell.append(this.gauge(text));
      else if (FLEXIBLE.includes(column.id) && text.startsWith("/")) cell.append(this.path(text));
      else cell.textContent = text;
      cell.title = text;
      return cell;
    }

    /* Where there is no room, folders are shortened: the name says more. */
    path(text) {
      const at = text.lastIndexOf("/") + 1, made = node("span", "path");
      made.append(node("span", "folder", text.slice(0, at)), node("bdi", "", text.slice(at)));
      return made;
    }

    gauge(text) {
      const made = node("span", "gauge"), part = node("i");
      part.style.width = text.replace(" ", "");
      made.append(part);
      return made;
    }

    choose(at, scroll) {
      this.chosen = at;
      this.describe(at);
      if (scroll) {
        const place = this.order.indexOf(at);
        const height = this.height(), room = this.view.clientHeight;
        const top = place * height, has = this.view.scrollTop;
        if (scroll === "far") this.view.scrollTop = top - room / 3;
        else if (top < has) this.view.scrollTop = top;
        else if (top + 3 * height > has + room) this.view.scrollTop = top + 3 * height - room;
      }
      this.draw(true);
    }

    describe(at) {
      const name = this.data.details[0], parts = [node("h4", "", this.text(name, at))];
      const list = node("dl");
      for (const column of this.data.details.slice(1)) {
        const text = this.text(column, at);
        if (!text || text === "–") continue;
        if (!column.title) { parts.push(node("p", "", text)); continue; }
        list.append(node("dt", "", column.title));
        const value = node("dd", column.look === "mono" ? "mono" : "");
        if (column.id === "why") {
          const points = node("ul");
          for (const line of text.split("\n")) points.append(node("li", "", line));
          value.append(points);
        } else value.textContent = text;
        list.append(value);
      }
      parts.push(list);
      this.aside.replaceChildren(...parts);
      this.aside.hidden = false;
      this.split.classList.add("open");
    }

    onKey(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !this.order.length) return;
      event.preventDefault();
      const place = this.order.indexOf(this.chosen);
      const next = Math.min(Math.max(place + step, 0), this.order.length - 1);
      this.choose(this.order[next], "near");
    }

    show(at) {
      const inside = this.view.closest("details");
      if (inside) inside.open = true;
      this.search.value = "";
      this.arrange();
      this.choose(at, "far");
      this.view.scrollIntoView({ block: "nearest" });
    }

    print(begins) {
      if (begins) {
        this.draw(true, true);
        if (this.order.length > PRINTED) {
          this.note = node("p", "cut", fill(words.cut, { n: PRINTED }));
          this.view.after(this.note);
        }
      } else {
        if (this.note) this.note.remove();
        this.draw(true);
      }
    }
  }

  const made = {};
  for (const section of document.querySelectorAll("[data-table]")) {
    made[section.dataset.table] = new Table(section, tables[section.dataset.table]);
  }

  document.querySelectorAll("article").forEach((article, at) => {
    const table = made[`regions-${at}`];
    for (const block of article.querySelectorAll(".block[data-row]")) {
      const go = () => table.show(Number(block.dataset.row));
      block.setAttribute("tabindex", "0");
      block.setAttribute("role", "button");
      block.addEventListener("click", go);
      block.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        go();
      });
    }
  });

  // What is folded on the screen is unfolded on paper, and folded again afterwards; but
  // not each of thousands that are alike.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.each)")];
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
  addEventListener("beforeprint", () => Object.values(made).forEach((one) => one.print(true)));
  addEventListener("afterprint", () => Object.values(made).forEach((one) => one.print(false)));

  document.getElementById("theme").hidden = false;
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const now = root.dataset.theme || system;
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });
})();
