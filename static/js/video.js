// A lecture's frame is made when it is asked for; before that nobody else hears of the reader.

const PATIENCE = 10_000; // milliseconds
const words = document.getElementById("words")?.dataset;

for (const link of document.querySelectorAll(".poster[data-embed]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.append(...link.childNodes);
  button.addEventListener("click", () => play(button, link));
  link.replaceWith(button);
}

function play(button, link) {
  const frame = document.createElement("iframe");
  frame.title = link.dataset.title;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.src = link.dataset.embed;

  button.replaceWith(frame);
  frame.focus();
  if (!navigator.onLine) return fail();

  const waiting = setTimeout(fail, PATIENCE);
  frame.addEventListener("load", () => {
    clearTimeout(waiting);
    listen(frame, fail);
  });

  function fail() {
    const sentence = document.createElement("p");
    sentence.textContent = words.failure;
    const page = document.createElement("a");
    page.href = link.href;
    page.rel = link.rel;
    page.textContent = words.instead;
    const box = document.createElement("div");
    box.className = "poster";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    box.append(sentence, page);
    frame.replaceWith(box);
    box.focus();
  }
}

// The player tells its page what goes wrong if it is asked to, by messages alone.
function listen(frame, fail) {
  const { origin } = new URL(frame.src);
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    try {
      if (JSON.parse(event.data).event === "onError") fail();
    } catch {
      // A message of another form is none of ours.
    }
  });
  frame.contentWindow.postMessage('{"event":"listening"}', origin);
}
