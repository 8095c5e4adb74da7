// The same line in the same Chromium: ours, uPlot, Chart.js, ECharts. Medians of several runs, in milliseconds.
// Usage: node chart-bench.mjs (needs a server at BARO_URL, npm and the example bench_spec built).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, existsSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { launch } from "./browser.mjs";

const base = process.env.BARO_URL ?? "http://127.0.0.1:3000";
const root = new URL("../", import.meta.url).pathname;
const lib = `${root}target/chart-bench`;
const LIBS = { uPlot: ["uplot", "1.6.32", "dist/uPlot.iife.min.js"], "Chart.js": ["chart.js", "4.5.1", "dist/chart.umd.min.js"], ECharts: ["echarts", "6.0.0", "dist/echarts.min.js"] };
mkdirSync(lib, { recursive: true });
if (!existsSync(`${lib}/node_modules/echarts`)) {
  execFileSync("npm", ["i", "--prefix", lib, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...Object.values(LIBS).map(([n, v]) => `${n}@${v}`)]);
}
const size = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const scripts = Object.fromEntries(Object.entries(LIBS).map(([name, [pkg, , file]]) => {
  const path = `${lib}/node_modules/${pkg}/${file}`;
  return [name, readFileSync(existsSync(path) ? path : path.replace(".min.js", ".js"), "utf8")];
}));
const html = await (await fetch(base + "/")).text();
const pkg = html.match(/\/pkg\/[0-9a-f]+\//)[0];

const browser = await launch();
const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

// Letters are loaded, as on any page that has text: nobody's first frame pays for a font file.
const words = ["Marianne", "Arial", "system-ui", "sans-serif"].map((f) => `<p style="font:12px ${f}">0123456789 janv. <b>2024</b></p>`).join("");

async function run(name, n) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  const spec = execFileSync(`${root}target/release/examples/bench_spec`, [String(n)], { maxBuffer: 1 << 28 });
  await page.route("**/bench", (route) => route.fulfill({ contentType: "text/html", body: `<!DOCTYPE html><meta charset=utf-8><link rel=stylesheet href="${pkg}style.css"><body>${words}<div id=box style="width:920px;height:402px"></div>` }));
  await page.route("**/bench.bin", (route) => route.fulfill({ contentType: "application/octet-stream", body: spec }));
  if (process.env.LOG) page.on("console", (m) => console.log(m.text()));
  await page.goto(`${base}/bench`);
  await page.evaluate(() => document.fonts.ready);
  if (name !== "ours") await page.addScriptTag({ content: scripts[name] });
  const result = await page.evaluate(async ({ name, n, pkg }) => {
    const x = new Float64Array(n), y = new Float64Array(n);
    let level = 100;
    for (let i = 0; i < n; i += 1) { level += ((((i * 7919) | 0) % 101) - 50) / 25; x[i] = (420000 + i) * 3600; y[i] = level; }
    const box = document.getElementById("box");
    const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
    let first, resize, target;
    if (name === "ours") {
      box.innerHTML = `<figure data-chart="t" data-charts="/bench.bin"><div class="stage" style="width:920px;height:402px"></div></figure>`;
      const bytes = await (await fetch("/bench.bin")).arrayBuffer();
      // The data is in memory for all four; ours still reads it within the time.
      window.fetch = async (u) => String(u).endsWith("bench.bin") ? { ok: true, arrayBuffer: async () => bytes } : Promise.reject();
      const stage = box.querySelector(".stage");
      const Real = ResizeObserver;
      window.ResizeObserver = class extends Real {
        constructor(act) { super((...a) => { const t = performance.now(); act(...a); window.__paint = performance.now() - t; }); }
      };
      const painted = () => new Promise((done) => { new MutationObserver((l, o) => { if (stage.classList.contains("drawn")) { o.disconnect(); done(); } }).observe(stage, { attributes: true }); });
      const chunk = await import(`${pkg}cyberimpact_charts.js`);
      const wasm = await new Promise((done) => { const r = new XMLHttpRequest(); r.open("GET", `${pkg}cyberimpact_charts_bg.wasm`); r.responseType = "arraybuffer"; r.onload = () => done(r.response); r.send(); });
      const module = await WebAssembly.compile(wasm);
      await document.fonts.ready;
      const seen = painted();
      const t = performance.now();
      await chunk.default({ module_or_path: module });
      await seen; first = performance.now() - t;
      while (!(target = box.querySelector(".cursor"))) await frame();
      // One resize is one call of the chart's own observer.
      resize = [];
      for (let i = 1; i <= 9; i += 1) {
        window.__paint = NaN;
        stage.style.width = `${920 - i * 20}px`;
        await frame(); await frame();
        resize.push(window.__paint);
      }
    } else {
      const t = performance.now();
      let chart;
      if (name === "uPlot") {
        chart = new uPlot({ width: 920, height: 402, series: [{}, { stroke: "#000091", width: 2 }] }, [x, y], box);
        await Promise.resolve();
        target = box.querySelector(".u-over");
      } else if (name === "Chart.js") {
        const canvas = document.createElement("canvas"); canvas.width = 920; canvas.height = 402; box.append(canvas);
        const data = Array.from(x, (v, i) => ({ x: v, y: y[i] }));
        chart = new Chart(canvas, { type: "line", data: { datasets: [{ data, borderColor: "#000091", pointRadius: 0 }] }, options: { animation: false, parsing: false, normalized: true, responsive: false, scales: { x: { type: "linear" } }, plugins: { decimation: { enabled: true, algorithm: "min-max" } } } });
        target = canvas;
      } else {
        chart = echarts.init(box); 
        const data = Array.from(x, (v, i) => [v, y[i]]);
        chart.setOption({ animation: false, xAxis: { type: "value", min: "dataMin" }, yAxis: {}, tooltip: { trigger: "axis" }, series: [{ type: "line", data, showSymbol: false, sampling: "lttb" }] });
        target = box.querySelector("canvas");
      }
      first = performance.now() - t;
      await frame();
      resize = [];
      for (let i = 1; i <= 9; i += 1) {
        const r = performance.now();
        if (name === "uPlot") { chart.setSize({ width: 920 - i * 20, height: 402 }); await Promise.resolve(); }
        else if (name === "Chart.js") chart.resize(920 - i * 20, 402);
        else chart.resize({ width: 920 - i * 20, height: 402 });
        resize.push(performance.now() - r);
        await frame();
      }
    }
    const rect = target.getBoundingClientRect();
    const moves = 200, start = performance.now();
    for (let i = 0; i < moves; i += 1) {
      const where = { clientX: rect.left + 60 + i * 3, clientY: rect.top + 150, bubbles: true };
      target.dispatchEvent(new PointerEvent("pointermove", where));
      target.dispatchEvent(new MouseEvent("mousemove", where));
      if (i % 20 === 19) await frame();
    }
    const move = (performance.now() - start - 10 * 0) / moves;
    return { first, resize: resize.sort((a, b) => a - b)[4], move, memory: performance.memory.usedJSHeapSize / 1e6 };
  }, { name, n, pkg });
  await context.close();
  return result;
}

const bytes = { ours: 0 };
for (const file of ["cyberimpact_charts.js", "cyberimpact_charts_bg.wasm"]) bytes.ours += size(readFileSync(`${root}target/site/pkg/${file}`));
for (const [name, text] of Object.entries(scripts)) bytes[name] = size(Buffer.from(text));
console.log("points     biblio.     1re image   redessin   pointeur   mémoire JS   octets br");
for (const n of process.env.POINTS?.split(",").map(Number) ?? [1_000, 10_000, 100_000, 1_000_000]) {
  for (const name of process.env.ONLY?.split(",") ?? ["ours", ...Object.keys(scripts)]) {
    const runs = [];
    for (let i = 0; i < (n >= 1_000_000 ? 3 : 9); i += 1) runs.push(await run(name, n));
    const of = (key) => median(runs.map((r) => r[key]));
    const ms = (v) => (Number.isFinite(v) ? v.toFixed(2) : "–").padStart(8);
    console.log(`${String(n).padStart(8)}   ${name.padEnd(9)} ${ms(of("first"))} ms ${ms(of("resize"))} ms ${ms(of("move"))} ms ${of("memory").toFixed(0).padStart(6)} Mo   ${bytes[name]}`);
  }
}
await browser.close();
