// No wasm is awake yet: asks for it once the page was painted, and wakes its islands when nothing else is waited for, in a task each.
const pause = () => new Promise((go) => { setTimeout(go); });
const wake = async () => {
  const [islands, wasm] = await Promise.all([import(`${pkg}/cyberimpact.js`), fetch(`${pkg}/cyberimpact_bg.wasm`)]);
  await islands.default({ module_or_path: wasm });
  await pause();
  islands.hydrate(islands);
  for (const island of document.querySelectorAll("leptos-island")) {
    await pause();
    await islands[island.dataset.component]?.(island);
  }
};
requestAnimationFrame(() => (window.requestIdleCallback ?? setTimeout)(wake));
