// Answers that are offered while one writes a first message. What is typed is asked with, once it pauses, and kept nowhere.
const PAUSE = 700;
const FEWEST_WORDS = 3;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
let asked = "";

/** @param {HTMLElement} place @param {{question: string, href: string}[]} offers */
function show(place, offers) {
  const list = document.createElement("ul");
  for (const { question, href } of offers) {
    const link = document.createElement("a");
    Object.assign(link, { href, textContent: question, target: "_blank" });
    link.rel = "external";
    const line = document.createElement("li");
    line.append(link);
    list.append(line);
  }
  const title = document.createElement("p");
  title.textContent = place.dataset.titre ?? "";
  place.replaceChildren(...(offers.length > 0 ? [title, list] : []));
}

/** @param {HTMLTextAreaElement} field @param {HTMLElement} place */
async function ask(field, place) {
  const text = field.value.trim().slice(0, 500);
  const form = field.form;
  if (text === asked || text.split(/\s+/).length < FEWEST_WORDS || !form || !place.dataset.proches) return;
  asked = text;
  const told = form.elements.namedItem("offered");
  if (!(told instanceof HTMLInputElement)) return;
  const message = new FormData(form).get("message") ?? "";
  const first = told.value === "" ? "1" : "";
  // Noted before the answer is there: who sends meanwhile has begun.
  told.value = place.dataset.jeton ?? "";
  try {
    const body = new URLSearchParams({ text, message: String(message), token: told.value, first });
    const response = await fetch(place.dataset.proches, { method: "POST", body, cache: "no-store" });
    if (response.ok && field.value.trim().slice(0, 500) === text) show(place, await response.json());
  } catch { /* cut off: one writes on */ }
}

addEventListener("input", (event) => {
  const place = document.getElementById("proches");
  const field = event.target;
  if (!place || !(field instanceof HTMLTextAreaElement) || field.id !== "texte") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(field, place), PAUSE);
});
