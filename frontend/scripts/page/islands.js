// No wasm is awake yet: wakes the islands of the page when nothing else is waited for.
const wake = async () => {
  const islands = await import(`${pkg}/cyberimpact.js`);
  await islands.default({ module_or_path: `${pkg}/cyberimpact_bg.wasm` });
  islands.hydrate(islands);
  for (const island of document.querySelectorAll("leptos-island")) await islands[island.dataset.component]?.(island);
};
(window.requestIdleCallback ?? setTimeout)(wake);
