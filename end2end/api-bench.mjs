// Latency of a month-by-département series: cold (each question new) and warm (asked again), then throughput.
const [base, indicator] = process.argv.slice(2);
const url = (from, to, extra = "") => `${base}/api/v1/observations?indicator=${indicator}&from=${from}&to=${to}&grain=month&territory=departement:*${extra}`;
const quantile = (xs, q) => xs.toSorted((a, b) => a - b)[Math.floor(q * (xs.length - 1))];
async function time(u) {
  const start = performance.now();
  const r = await fetch(u);
  const bytes = (await r.arrayBuffer()).byteLength;
  if (!r.ok) throw new Error(`${r.status} ${u}`);
  return [performance.now() - start, bytes];
}
const questions = [];
for (let y = 2018; y < 2026; y++) for (let m = 1; m <= 12; m++) {
  const end = new Date(Date.UTC(y + 1, m - 1, 0)).toISOString().slice(0, 10);
  questions.push(url(`${y}-${String(m).padStart(2, "0")}-01`, end));
}
await time(questions[0]);
const cold = [], warm = [];
for (const q of questions) cold.push((await time(q))[0]);
for (let i = 0; i < 5; i++) for (const q of questions) warm.push((await time(q))[0]);
const start = performance.now();
let n = 0;
await Promise.all(Array.from({ length: 8 }, async () => { while (performance.now() - start < 3000) { await time(questions[n++ % questions.length]); } }));
const s = (performance.now() - start) / 1000;
const f = (xs) => `p50 ${quantile(xs, 0.5).toFixed(1)} ms, p99 ${quantile(xs, 0.99).toFixed(1)} ms`;
console.log(`   cold: ${f(cold)} · warm: ${f(warm)} · ${Math.round(n / s)} requests/s (8 clients) · ${(await time(questions[0]))[1]} bytes`);
