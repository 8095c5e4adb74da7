// Runs a shipped script as it is, in a world that has just what it asks for: nothing is exported for tests alone.
let times = 0;

/** Runs `file` of this room with the globals of `world`. */
export async function run(file, world) {
  for (const [name, value] of Object.entries(world)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  times += 1;
  // Another address is another module: each run begins anew.
  await import(`../${file}?run=${times}`);
}

/** Something that scripts listen to; `send` is what happens to it. */
export function target(more = {}) {
  const listeners = new Map();
  const addEventListener = (name, heard) => {
    listeners.set(name, [...(listeners.get(name) ?? []), heard]);
  };
  const send = (name, event) => {
    for (const heard of listeners.get(name) ?? []) heard(event);
  };
  return { ...more, addEventListener, send };
}
