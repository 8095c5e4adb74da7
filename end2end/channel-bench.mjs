// How fast a provider's call is acknowledged, stored on the disk: node end2end/channel-bench.mjs [calls] [at once]
import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { launch } from "./browser.mjs";
import { enter } from "./enter.mjs";
import { served } from "./served.mjs";

const [calls, atOnce] = [Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 32)];
const SECRET = "secret-de-mesure";
const server = await served();
const browser = await launch();
const { page } = await enter(browser, server.site, "Administration");
await page.goto(`${server.site}/cyberimpact/administration/canaux?canal=whatsapp`);
for (const [name, value] of Object.entries({ sender: "1234", app_secret: SECRET, verify_token: "jeton-de-mesure-0", access_token: "jeton" })) {
  await page.locator(`#${name}`).fill(value);
}
await page.getByRole("button", { name: "Enregistrer le canal" }).click();
await page.getByText("N’a encore rien reçu").waitFor();
await browser.close();

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
function call(n) {
  const value = { metadata: { phone_number_id: "1234" }, messages: [{ id: `wamid.${n}`, from: `336${String(n % 500).padStart(8, "0")}`, timestamp: String(Math.floor(Date.now() / 1000)), type: "text", text: { body: `Bonjour, question ${n}` } }] };
  const body = JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field: "messages", value }] }] });
  const signature = createHmac("sha256", SECRET).update(body).digest("hex");
  return new Promise((done, failed) => {
    const began = performance.now();
    const sent = request(`${server.site}/canaux/whatsapp`, { method: "POST", agent, headers: { "x-hub-signature-256": `sha256=${signature}`, "content-length": Buffer.byteLength(body) } }, (response) => {
      response.resume().on("end", () => (response.statusCode === 200 ? done(performance.now() - began) : failed(new Error(`HTTP ${response.statusCode}`))));
    });
    sent.on("error", failed).end(body);
  });
}
const times = [];
let next = 0;
const began = performance.now();
await Promise.all(Array.from({ length: atOnce }, async () => { while (next < calls) { next += 1; times.push(await call(next)); } }));
const seconds = (performance.now() - began) / 1000;
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
console.log(`${calls} appels, ${atOnce} à la fois : ${(calls / seconds).toFixed(0)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, au plus ${at(1)} ms`);
agent.destroy();
await server.stop();
