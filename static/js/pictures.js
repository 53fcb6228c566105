// A picture that is pasted, dropped or chosen is uploaded, and its Markdown put at the cursor.

const part = document.querySelector("[data-upload]");
const form = part?.closest("form");
const source = form?.elements.answer;
const chosen = part?.querySelector("[data-picture-file]");
const alternative = part?.querySelector("[data-picture-alternative]");
const button = part?.querySelector("button");
const complaint = part?.querySelector("[role=alert]");

function complain(words) {
  complaint.textContent = words;
  complaint.hidden = !words;
}

// The upload waits for the alternative text, without which no picture stands.
function take(event, { files }) {
  const picture = [...files].find((file) => file.type.startsWith("image/"));
  if (!picture) return;
  event.preventDefault();
  const transfer = new DataTransfer();
  transfer.items.add(picture);
  chosen.files = transfer.files;
  alternative.focus();
}

async function upload() {
  const lacking = [chosen, alternative].find((field) => !field.value.trim());
  if (lacking) return lacking.focus();
  const body = new FormData();
  body.append("file", chosen.files[0]);
  body.append("alternative", alternative.value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  button.disabled = true;
  try {
    const response = await fetch(part.dataset.upload, {
      method: "POST",
      body,
      redirect: "error",
      headers: { Accept: "application/json" },
    });
    const answer = await response.json();
    if (response.ok) put(answer.markdown);
    complain(response.ok ? "" : (answer.problems?.join(" ") ?? answer.detail));
  } catch {
    complain(part.dataset.failed);
  }
  button.disabled = false;
}

function put(markdown) {
  source.focus();
  source.setRangeText(markdown, source.selectionStart, source.selectionEnd, "end");
  source.dispatchEvent(new Event("input", { bubbles: true }));
  chosen.value = alternative.value = "";
}

if (source) {
  part.hidden = false;
  source.addEventListener("paste", (event) => take(event, event.clipboardData));
  source.addEventListener("drop", (event) => take(event, event.dataTransfer));
  source.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  button.addEventListener("click", upload);
  alternative.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    upload();
  });
}
