// Beside an answer's source stands what readers will see, a moment behind the typing; problems
// stand below the field that has them. One request is under way at a time.

import { watchScrolling } from "./scroll.js";

const PAUSE = 100; // milliseconds in which more may be typed
const RETRY = 2000;
const pane = document.querySelector("[data-preview]");
const form = pane?.closest("form");
const names = ["short_answer", "must_say", "answer"];
const fields = new Map(names.map((name) => [name, form?.elements[name]]));

const age = pane?.querySelector("[data-age]");
const box = pane?.querySelector(".preview-box");
const lists = new Map();
let staleSince = 0; // when something was typed that no request has taken yet
let takenSince = 0; // the same of what the request under way has taken
let timer;
let underWay = false;
let failed = false;

// A tree of its own keeps the admin's style sheets away from the public ones.
function prepare() {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = pane.dataset.sheet;
  const root = box.attachShadow({ mode: "open" });
  root.append(sheet, document.createElement("div"));
  root.addEventListener("click", follow);
  pane.hidden = false;
}

// A link that is pressed must not take the form away.
function follow(event) {
  const link = event.target.closest("a[href]");
  if (!link) return;
  event.preventDefault();
  const address = link.getAttribute("href");
  if (!address.startsWith("#")) open(link.href, "_blank", "noopener");
  else box.shadowRoot.getElementById(decodeURIComponent(address.slice(1)))?.scrollIntoView();
}

function listOf(name, field) {
  const list = document.createElement("ul");
  list.className = "problems";
  list.id = `${field.id}_problems`;
  field.after(list);
  const described = field.getAttribute("aria-describedby");
  field.setAttribute("aria-describedby", described ? `${described} ${list.id}` : list.id);
  lists.set(name, list);
}

function goTo(field, line) {
  const before = field.value.split("\n").slice(0, line - 1);
  const start = before.join("\n").length + (before.length ? 1 : 0);
  const end = field.value.indexOf("\n", start);
  field.focus();
  field.setSelectionRange(start, end < 0 ? field.value.length : end);
}

function problem(field, found) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = found.textContent;
  button.addEventListener("click", () => goTo(field, Number(found.dataset.line)));
  item.append(button);
  return item;
}

function show(page) {
  const drawn = box.shadowRoot.lastChild;
  drawn.replaceChildren(...page.querySelector("[data-drawn]").childNodes);
  watchScrolling(drawn);
  for (const [name, list] of lists) {
    const found = page.querySelectorAll(`[data-problems=${name}] li`);
    list.replaceChildren(...[...found].map((one) => problem(fields.get(name), one)));
  }
}

async function draw() {
  timer = undefined;
  underWay = true;
  takenSince = staleSince;
  staleSince = 0;
  const body = new FormData();
  for (const [name, field] of fields) body.append(name, field.value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const response = await fetch(pane.dataset.preview, { method: "POST", body, redirect: "error" });
    if (!response.ok) throw new Error(response.statusText);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    failed = false;
  } catch {
    failed = true;
    staleSince = takenSince;
  }
  takenSince = 0;
  underWay = false;
  tell();
  if (staleSince) plan(failed ? RETRY : 0);
}

function plan(pause) {
  if (!timer && !underWay) timer = setTimeout(draw, pause);
}

function change() {
  staleSince ||= Date.now();
  plan(PAUSE);
}

function tell() {
  const since = takenSince || staleSince;
  const seconds = since ? Math.floor((Date.now() - since) / 1000) : 0;
  const old = seconds ? pane.dataset.old.replace("%s", seconds) : "";
  age.textContent = failed ? [pane.dataset.failed, old].filter(Boolean).join(" ") : old;
}

if (pane && fields.get("answer")) {
  prepare();
  for (const [name, field] of fields) {
    listOf(name, field);
    field.addEventListener("input", change);
  }
  setInterval(tell, 500);
  staleSince = Date.now();
  draw();
}
