// Single keys: search, next, previous, comment, contents, the list of keys. They can be turned off.

import { recall, remember } from "./storage.js";

const dialog = document.getElementById("keys");
const setting = dialog.querySelector("[data-keys-switch]");

const actions = {
  b: () => follow("[data-bookmark]"),
  "/": () => focus("[data-search], #search-field"),
  n: () => follow("[data-next]"),
  p: () => follow("[data-previous]"),
  c: () => document.querySelector("[data-composer] textarea")?.focus(),
  t: () => {
    document.querySelector(".contents details")?.setAttribute("open", "");
    focus(".contents a");
  },
  "?": () => dialog.showModal(),
};

function focus(selector) {
  const shown = [...document.querySelectorAll(selector)].find((element) => element.checkVisibility());
  shown?.focus();
  shown?.select?.();
  return Boolean(shown);
}

function follow(selector) {
  document.querySelector(selector)?.click();
}

setting.checked = recall("keys") !== "off";
setting.addEventListener("change", () => remember("keys", setting.checked ? "on" : "off"));

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.addEventListener("click", () => dialog.showModal());
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (!setting.checked || dialog.open) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const action = Object.hasOwn(actions, event.key) && actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
