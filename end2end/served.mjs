// A server of a test's own: its database, its settings, gone with it.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PROGRAM = new URL("../target/release/cyberimpact", import.meta.url).pathname;

/** Starts one, with a demonstration of some days if asked; answers its address. */
export async function served({ env = {}, demonstration = null, database: other = null, port = 20000 + Math.floor(Math.random() * 20000) } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cyberimpact-"));
  // Another instance of a service shares its database.
  const database = ["--database-url", other ?? `sqlite://${folder}/t.sqlite`];
  if (demonstration) {
    execFileSync(PROGRAM, ["demo", "--out", join(folder, "demo"), "--load", "--from", demonstration.from, "--to", demonstration.to, ...database], { stdio: "ignore" });
  }
  let server;
  const start = async () => {
    server = spawn(PROGRAM, ["serve", "--addr", `127.0.0.1:${port}`, ...database], {
      env: { ...process.env, CYBERIMPACT_DEMONSTRATION: "1", CYBERIMPACT_RATE_PER_MINUTE: "0", ...env }, stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((ready, failed) => { server.stdout.once("data", ready); server.once("exit", () => failed(new Error("le serveur n’a pas démarré"))); });
  };
  const end = () => new Promise((done) => {
    if (server.exitCode !== null || server.signalCode) return done();
    server.removeAllListeners("exit"); server.once("exit", done); server.kill();
  });
  await start();
  return {
    site: `http://127.0.0.1:${port}`, folder, database: database[1],
    /** Stops it, does something, and starts it again; answers the milliseconds that the stop took. */
    async restart(meanwhile) {
      const began = Date.now();
      await end();
      const took = Date.now() - began;
      await meanwhile();
      await start();
      return took;
    },
    /** Stops it, and starts it again with other settings. */
    async as(other) {
      await end();
      env = other;
      await start();
    },
    stop: async () => { await end(); rmSync(folder, { recursive: true, force: true }); },
  };
}
