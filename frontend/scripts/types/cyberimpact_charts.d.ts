// What the bundler makes of `frontend/charts`, as far as `charts.js` asks for it.
export default function start(from: { module_or_path: URL }): Promise<unknown>;
