// Keys, and clicks on marks. Everything here is also a link or a button on the page.
"use strict";
(() => {
  const usual = {
    help: "?", search: "/", next: "j", previous: "k", open: "Enter", back: "Escape", accept: "a", reject: "x",
    unsure: "u", edit: "e", undo: "z", swap: "s", "start-earlier": "Shift+ArrowLeft",
    "start-later": "Shift+ArrowRight", "end-earlier": "Shift+ArrowUp", "end-later": "Shift+ArrowDown",
  };
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => { try { value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value); } catch { /* kept for this page only */ } };
  const keyOf = (name) => stored("key-" + name) || usual[name];
  const off = () => stored("keys") === "off";

  const pressed = (e) => (e.shiftKey && e.key.length > 1 ? "Shift+" : "") + e.key;
  const inField = (e) => e.target.closest("input, textarea, select, [contenteditable]");
  const items = () => [...document.querySelectorAll(".item")];

  function move(step) {
    const all = items();
    if (!all.length) { return false; }
    const at = all.findIndex((i) => i.contains(document.activeElement));
    const to = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    const link = to.querySelector("a[href]");
    (to.tabIndex === -1 && to.hasAttribute("tabindex") ? to : link || to).focus();
    to.scrollIntoView({ block: "nearest" });
    return true;
  }

  function act(name) {
    const target = document.querySelector('[data-key="' + name + '"]');
    switch (name) {
      case "help": location.href = "/help"; return true;
      case "search": document.getElementById("quick").focus(); return true;
      case "next": if (target) { target.click(); return true; } return move(1);
      case "previous": if (document.querySelector(".review")) { history.back(); return true; } return move(-1);
      case "open": {
        const item = document.activeElement.closest(".item");
        if (!item || document.activeElement !== item || !item.dataset.open) { return false; }
        location.href = item.dataset.open;
        return true;
      }
      case "back": history.back(); return true;
      case "edit": if (target) { target.focus(); target.select(); return true; } return false;
      default: if (target) { target.click(); return true; } return false;
    }
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) { return; }
    const key = pressed(e);
    if (inField(e)) {
      if (key === keyOf("back")) { e.target.blur(); }
      return;
    }
    if (off() && e.key.length === 1) { return; }
    const name = Object.keys(usual).find((n) => keyOf(n) === key);
    if (name && act(name)) { e.preventDefault(); }
  });

  // A click on marked words leads to what was read there, unless words were selected.
  document.addEventListener("click", (e) => {
    const mark = e.target.closest("mark[data-card]");
    if (mark && !String(getSelection())) { location.hash = mark.dataset.card; }
  });

  // Days are chosen by drawing over the timeline, too; the two fields above it do the same.
  const svg = document.querySelector(".drawing svg[data-first]");
  const form = document.querySelector('form[action="/timeline"]');
  if (svg && form && window.PointerEvent) {
    const { first, days, left, right } = svg.dataset;
    const [from, to] = [Number(left), Number(right)];
    const brush = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    brush.setAttribute("class", "brush");
    brush.setAttribute("height", svg.viewBox.baseVal.height - 26);
    document.querySelector(".brush-told").hidden = false;
    const at = (e) => {
      const box = svg.getBoundingClientRect();
      const x = (e.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
      return Math.min(Math.max(x, from), to);
    };
    const dayAt = (x) => {
      const n = Math.min(Math.floor((x - from) / (to - from) * days), days - 1);
      const date = new Date(first + "T00:00:00Z");
      date.setUTCDate(date.getUTCDate() + n);
      return date.toISOString().slice(0, 10);
    };
    let start = null;
    svg.addEventListener("pointerdown", (e) => {
      if (e.button !== 0 || e.pointerType === "touch") { return; }
      start = at(e);
      svg.setPointerCapture(e.pointerId);
      e.preventDefault();
    });
    svg.addEventListener("pointermove", (e) => {
      if (start === null) { return; }
      const now = at(e);
      brush.setAttribute("x", Math.min(start, now));
      brush.setAttribute("width", Math.abs(now - start));
      svg.append(brush);
    });
    svg.addEventListener("pointerup", (e) => {
      if (start === null) { return; }
      const [a, b] = [Math.min(start, at(e)), Math.max(start, at(e))];
      start = null;
      brush.remove();
      // A click is no choice of days.
      if (b - a < 4) { return; }
      form.elements.since.value = dayAt(a);
      form.elements.until.value = dayAt(b);
      form.requestSubmit();
    });
    svg.addEventListener("pointercancel", () => { start = null; brush.remove(); });
  }

  // The focus stays on the card from one statement to the next.
  const card = document.querySelector("[data-focus]");
  if (card && !location.hash) { card.focus({ preventScroll: true }); }

  const on = document.getElementById("keys-on");
  if (on) {
    on.checked = !off();
    on.addEventListener("change", () => store("keys", on.checked ? null : "off"));
    for (const field of document.querySelectorAll("[data-rebind]")) {
      field.value = keyOf(field.dataset.rebind);
      field.addEventListener("change", () => {
        const value = field.value.trim();
        store("key-" + field.dataset.rebind, value && value !== usual[field.dataset.rebind] ? value : null);
        field.value = keyOf(field.dataset.rebind);
      });
    }
    document.getElementById("keys-reset").addEventListener("click", () => {
      Object.keys(usual).forEach((name) => store("key-" + name, null));
      for (const field of document.querySelectorAll("[data-rebind]")) { field.value = usual[field.dataset.rebind]; }
    });
  }
})();
