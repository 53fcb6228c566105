// Marks the section being read in the contents list: the last one that has begun.

const READING_LINE = 0.34; // of the window's height

const links = new Map();
for (const link of document.querySelectorAll(".contents a")) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (heading) links.set(heading, link);
}

function mark() {
  const line = innerHeight * READING_LINE + 1;
  let current;
  for (const [heading, link] of links) {
    if (!current || heading.getBoundingClientRect().top < line) current = link;
  }
  for (const link of links.values()) {
    if (link === current) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

if (links.size) {
  // Only a heading that crosses the line, or the end of the page, can change what is current.
  const observer = new IntersectionObserver(mark, {
    rootMargin: `0px 0px -${100 * (1 - READING_LINE)}% 0px`,
  });
  for (const heading of links.keys()) observer.observe(heading);
  for (const link of links.values()) {
    link.addEventListener("click", () => {
      const list = link.closest("details");
      list.open = false;
    });
  }
}
