// "Leave fast", by its button or by Escape pressed twice within a second: elsewhere takes the page's place in the history. So do links
// of these pages that say so: "back" shows nothing of what was read.
const WITHIN = 1000;
let last = -WITHIN;

/** @param {Event} event @param {string} to */
function replace(event, to) {
  event.preventDefault();
  event.stopImmediatePropagation();
  location.replace(to);
}

/** @param {Event} event */
function leave(event) {
  const link = document.getElementById("quitter");
  if (!(link instanceof HTMLAnchorElement)) return;
  document.documentElement.hidden = true;
  if (parent === window) {
    replace(event, link.href);
    return;
  }
  // In the bubble it is the page around it that is left, at once; the proof goes meanwhile.
  event.preventDefault();
  event.stopImmediatePropagation();
  fetch(link.href, { redirect: "manual", keepalive: true }).catch(() => {});
  parent.postMessage("quitter", "*");
}

/** The bubble says how many answers there are while it is small. */
function tell() {
  if (parent === window) return;
  parent.postMessage({ reponses: document.querySelectorAll(".message.ours").length, commencee: document.querySelector(".thread") !== null }, "*");
}
tell();
document.addEventListener("arrived", tell);

addEventListener("keydown", (event) => {
  // What is open closes first; a key that is held is pressed once.
  const opened = event.target instanceof Element && event.target.getAttribute("aria-expanded") === "true";
  if (event.key !== "Escape" || event.repeat || event.isComposing || opened) return;
  if (event.timeStamp - last < WITHIN) leave(event);
  last = event.timeStamp;
}, true);

addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("#quitter")) leave(event);
  const link = event.target.closest("a[data-remplace]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (plain && link instanceof HTMLAnchorElement && document.getElementById("quitter")) replace(event, link.href);
}, true);
