// "Leave fast", by its button or by Escape pressed twice within a second: elsewhere takes the page's place, so that "back" leads past it.
const WITHIN = 1000;
let last = -WITHIN;

/** @param {Event} event */
function leave(event) {
  const link = document.getElementById("quitter");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.documentElement.hidden = true;
  location.replace(link.href);
}

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat || event.isComposing) return;
  if (event.timeStamp - last < WITHIN) leave(event);
  last = event.timeStamp;
}, true);

addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("#quitter")) leave(event);
}, true);
