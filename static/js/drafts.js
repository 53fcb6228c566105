// What is typed into a text area is kept in this browser until the server has confirmed a save.
// Drafts are keyed by person, page and field, and go when the person logs out.

import { forget, keys, recall, remember } from "./storage.js";

const PENDING = "drafts:sent";
const person = document.querySelector("meta[name=person]")?.content;
const words = document.getElementById("drafts")?.dataset;
const refused = document.querySelector("[data-not-saved]");
const saved = document.querySelector("[data-saved], .messagelist .success");

const keyOf = (field) =>
  `draft:${person}:${field.dataset.draft ?? location.pathname}#${field.name}`;
const read = (key) => JSON.parse(recall(key) ?? "null");
const write = (key, draft) => remember(key, JSON.stringify(draft));

function sent() {
  return JSON.parse(sessionStorage.getItem(PENDING) ?? "[]");
}

function settle() {
  // The page after a form was sent tells what became of it.
  if (refused) {
    for (const key of sent()) {
      write(key, { ...read(key), refused: true });
    }
    return;
  }
  if (saved) {
    sent().forEach(forget);
  }
  sessionStorage.removeItem(PENDING);
}

function keep(field, key, base) {
  const store = () => {
    if (!field.isConnected) {
      return; // htmx has taken the form away
    }
    if (field.value === base) {
      forget(key);
    } else {
      write(key, { ...read(key), text: field.value, base, page: location.pathname });
    }
  };
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(store, 300);
  });
  return store;
}

function button(text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button small";
  element.textContent = text;
  element.addEventListener("click", action);
  return element;
}

function offer(field, key, draft) {
  const note = document.createElement("p");
  note.className = "draft";
  note.setAttribute("role", "status");
  const putBack = () => {
    field.value = draft.text;
    field.focus();
    note.remove();
  };
  const discard = () => {
    forget(key);
    note.remove();
    field.focus();
  };
  note.append(words.kept, button(words.putBack, putBack), button(words.discard, discard));
  field.before(note);
}

function prepare(form) {
  const fields = textsOf(form);
  const stores = fields.map((field) => {
    const key = keyOf(field);
    const draft = read(key);
    if (draft?.text === field.value) {
      forget(key);
    } else if (draft) {
      offer(field, key, draft);
    }
    return keep(field, key, field.dataset.stored ?? field.value);
  });
  const storeAll = () => stores.forEach((store) => store());
  addEventListener("pagehide", storeAll);
  form.addEventListener("submit", () => {
    storeAll();
    sessionStorage.setItem(PENDING, JSON.stringify(fields.map(keyOf).filter(recall)));
  });
}

function keepReturned(form) {
  // What is changed on the page of a refusal belongs to the draft of the form that was refused.
  for (const field of form.querySelectorAll("textarea[name]")) {
    const key = sent().find((candidate) => candidate.endsWith(`#${field.name}`));
    if (key) {
      const { page, base } = read(key);
      field.addEventListener("input", () =>
        write(key, { text: field.value, base, page, refused: true }),
      );
    }
  }
}

function sayThatWeAreBack() {
  const ready = keys(`draft:${person}:`)
    .map(read)
    .find((draft) => draft.refused && draft.page !== location.pathname);
  if (!ready || document.querySelector("[data-banner]")) {
    return;
  }
  const note = document.createElement("p");
  const link = document.createElement("a");
  link.href = ready.page;
  link.textContent = words.post;
  note.className = "draft wrap";
  note.setAttribute("role", "status");
  note.append(words.back, " ", link);
  document.querySelector("main, #main")?.before(note);
}

function textsOf(element) {
  return [...element.querySelectorAll("textarea[name]")];
}

function followHtmx() {
  // What htmx sends is not followed by a page: the answer itself tells what became of it.
  document.addEventListener("htmx:load", ({ target }) => {
    if (target === document.body) {
      return; // its forms are prepared below
    }
    const forms = [...target.querySelectorAll("form[method=post]")];
    (target.matches("form[method=post]") ? [target, ...forms] : forms).forEach(prepare);
  });
  document.addEventListener("saved", ({ target }) => textsOf(target).map(keyOf).forEach(forget));
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    sessionStorage.removeItem(PENDING);
    if (detail.xhr.status === 503) {
      for (const key of textsOf(target).map(keyOf).filter(recall)) {
        write(key, { ...read(key), refused: true });
      }
    }
  });
}

function forgetAtLogout() {
  for (const form of document.querySelectorAll("form[action*='logout']")) {
    form.addEventListener("submit", () => keys(`draft:${person}:`).forEach(forget));
  }
}

if (person || refused) {
  settle();
}
if (refused) {
  document.querySelectorAll("form[data-returned]").forEach(keepReturned);
} else if (person && words) {
  document.querySelectorAll("form[method=post]").forEach(prepare);
  followHtmx();
  sayThatWeAreBack();
  forgetAtLogout();
}
