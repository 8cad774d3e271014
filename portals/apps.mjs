// Does for every portal in apps/, or for those that are named, what one of them needs:
//   node apps.mjs build [name…]   node apps.mjs types [name…]   node apps.mjs dev [name]
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const all = readdirSync(`${here}apps`).filter((name) =>
  existsSync(`${here}apps/${name}/vite.config.ts`),
);
const [what, ...named] = process.argv.slice(2);
const names = named.length > 0 ? named : all;
const unknown = names.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`apps/ has no ${unknown.join(", ")}; it has ${all}`);

/** Run a program of the workspace; ends this one where it fails. */
function run(program, ...options) {
  const tool = `${here}node_modules/${program}`;
  const { status } = spawnSync(process.execPath, [tool, ...options], {
    cwd: here,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

const VITE = "vite/bin/vite.js";
// The native compiler checks in a third of the time; the client's generator needs the API of the
// one before.
const TSC = "typescript-native/bin/tsc";
const app = (name) => ["--config", `apps/${name}/vite.config.ts`, `apps/${name}`];

if (what === "build") for (const name of names) run(VITE, "build", ...app(name));
else if (what === "dev") run(VITE, ...app(names[0]));
else if (what === "types") {
  // Each app has a router of its own, so each is a program of its own.
  for (const project of [".", ...names.map((name) => `apps/${name}`)])
    run(TSC, "--project", project);
} else throw new Error("node apps.mjs build|types|dev [name…]");
