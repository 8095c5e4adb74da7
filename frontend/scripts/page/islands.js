// No wasm is awake yet: wakes the islands of the page when nothing else is waited for, in a task each.
const pause = () => new Promise((go) => { setTimeout(go); });
const wake = async () => {
  const islands = await import(`${pkg}/cyberimpact.js`);
  await islands.default({ module_or_path: `${pkg}/cyberimpact_bg.wasm` });
  await pause();
  islands.hydrate(islands);
  for (const island of document.querySelectorAll("leptos-island")) {
    await pause();
    await islands[island.dataset.component]?.(island);
  }
};
(window.requestIdleCallback ?? setTimeout)(wake);
