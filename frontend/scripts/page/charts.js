// Wakes the charts of a page once it is there and quiet, and keeps it up to date. Pages without charts never load this.
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
const read = (part) => part.contains(document.activeElement);
function put(old, now, parts) {
  const fresh = now ? now.querySelectorAll(parts) : [];
  old.querySelectorAll(parts).forEach((part, i) => {
    // What is being read is left alone.
    if (fresh[i] && part.innerHTML !== fresh[i].innerHTML && !read(part)) part.replaceChildren(...fresh[i].childNodes);
  });
}
async function renew() {
  const answer = await fetch(location.href, { headers: { "x-renewal": "1" } });
  if (!answer.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  put(document, now, "p.fresh,.headline,.cards");
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const fresh = now.querySelector(`figure[data-chart="${figure.dataset.chart}"]`);
    if (!fresh) continue;
    put(figure.parentElement, fresh.parentElement, ".finding");
    put(figure, fresh, ALWAYS);
    const old = [...figure.querySelectorAll(SOMETIMES)];
    if (old.some(read)) continue;
    old.forEach((part) => part.remove());
    figure.querySelector(".stage").after(...fresh.querySelectorAll(SOMETIMES));
  }
}
let waiting;
new MutationObserver(() => { clearTimeout(waiting); waiting = setTimeout(renew, 100); })
  .observe(document.body, { subtree: true, attributeFilter: ["data-renewed"] });
