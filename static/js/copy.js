// Each block of code gets a button; without script there is none, because it could do nothing.

const status = document.getElementById("words");
const words = status?.dataset;

for (const bar of words ? document.querySelectorAll(".code-bar") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(bar.parentElement.querySelector("pre").textContent);
      button.textContent = words.copied;
    } catch {
      button.textContent = words.notCopied;
    }
    status.textContent = button.textContent;
    setTimeout(() => {
      button.textContent = words.copy;
    }, 2000);
  });
  bar.append(button);
}
