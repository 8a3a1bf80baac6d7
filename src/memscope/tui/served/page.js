"use strict";

// The server says with this code that as many tabs are open as it allows.
window.WebSocket = class extends WebSocket {
  constructor(...place) {
    super(...place);
    this.addEventListener("close", (event) => {
      if (event.code === 4429) document.body.classList.add("-full");
    });
  }
};

// The terminal measures its cells once, when it is made, and it is made by window.onload:
// so its script comes only after the font and is started here.
window.addEventListener("load", async () => {
  const terminal = document.getElementById("terminal");
  const place = new URL("ws", location.href);
  place.protocol = place.protocol.replace("http", "ws");
  place.search = "";
  terminal.dataset.sessionWebsocketUrl = place.href;
  const fonts = ["16px", "bold 16px", "italic 16px"];
  await Promise.allSettled(fonts.map((one) => document.fonts.load(`${one} "Roboto Mono"`)));
  const script = document.createElement("script");
  script.src = "/static/js/textual.js";
  script.onload = () => window.onload();
  document.head.append(script);
});

// What the terminal is told before it is connected is an error there, focus too.
new MutationObserver((_changes, watch) => {
  if (!document.body.classList.contains("-first-byte")) return;
  document.querySelector("#terminal textarea").focus();
  watch.disconnect();
}).observe(document.body, { attributeFilter: ["class"] });

document.querySelector(".closed button").addEventListener("click", () => location.reload());
