// Wakes the charts of a page once it is there and quiet. Pages without charts never load this.
const wasm = new URL("cyberimpact_charts_bg.wasm", import.meta.url);
const wake = () => import("./cyberimpact_charts.js").then((chunk) => chunk.default({ module_or_path: wasm }));
const soon = () => ("requestIdleCallback" in window ? requestIdleCallback(wake, { timeout: 1500 }) : setTimeout(wake, 200));
if (document.readyState === "complete") soon();
else addEventListener("load", soon, { once: true });
