// Wakes the charts of a page once it is there and quiet, and keeps it up to date. Pages without charts never load this.
// JavaScript, because something has to start the wasm of the charts, and that it waits is the point.
const wasm = new URL("cyberimpact_charts_bg.wasm", import.meta.url);
const wake = () => import("./cyberimpact_charts.js").then((chunk) => chunk.default({ module_or_path: wasm }));
const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(wake, { timeout: 1500 }) : setTimeout(wake, 200));
if (document.readyState === "complete") soon();
else addEventListener("load", soon, { once: true });

// Charts ask for their data again when the page is seen again, and every five minutes while it is.
const ask = () => document.hidden || document.dispatchEvent(new Event("renew"));
document.addEventListener("visibilitychange", ask);
setInterval(ask, 300000);

// Words, tables and drawings beside a chart whose data changed: taken from the page as the server says it now.
const ALWAYS = "figcaption,.plot,.words p,.data summary,.data .scroll";
const SOMETIMES = ".legend,.key,.events";
/** @param {Element} part */
const read = (part) => part.contains(document.activeElement);
/**
 * @param {Document | Element | null} old
 * @param {Document | Element | null} now
 * @param {string} parts
 */
function put(old, now, parts) {
  const fresh = now ? now.querySelectorAll(parts) : [];
  old?.querySelectorAll(parts).forEach((part, i) => {
    const its = fresh[i];
    // What is being read is left alone.
    if (its && part.innerHTML !== its.innerHTML && !read(part)) part.replaceChildren(...its.childNodes);
  });
}
async function renew() {
  const answer = await fetch(location.href, { headers: { "x-renewal": "1" } });
  if (!answer.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  put(document, now, "p.fresh,.headline,.cards");
  for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("figure[data-chart]"))) {
    const fresh = now.querySelector(`figure[data-chart="${figure.dataset.chart}"]`);
    if (!fresh) continue;
    put(figure.parentElement, fresh.parentElement, ".finding");
    put(figure, fresh, ALWAYS);
    const old = [...figure.querySelectorAll(SOMETIMES)];
    if (old.some(read)) continue;
    for (const part of old) part.remove();
    figure.querySelector(".stage")?.after(...fresh.querySelectorAll(SOMETIMES));
  }
}
/** @type {number | undefined} */
let waiting;
new MutationObserver(() => { clearTimeout(waiting); waiting = setTimeout(renew, 100); })
  .observe(document.body, { subtree: true, attributeFilter: ["data-renewed"] });
