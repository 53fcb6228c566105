// A toast goes after ten seconds, but never while somebody points at it or stands in it.

const toast = document.getElementById("toast");
let timer;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) {
      wait();
    } else {
      toast.replaceChildren();
    }
  }, 10_000);
}

if (toast) {
  new MutationObserver(() => toast.hasChildNodes() && wait()).observe(toast, { childList: true });
}
